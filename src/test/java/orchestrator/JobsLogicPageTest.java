package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The pure part of the job list, asked in a browser, for nothing else runs it. */
@Tag("browser")
class JobsLogicPageTest {

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void a_list_is_kept_page_by_page_while_jobs_come_and_go() {
        assertEquals(List.of("abcdef 9", "xabcdef 10", "acdef 8", "abcdyef 10", "abcdef 10", "abxcef 9 stale", "ab 2",
                "1", "0,1"),
                ask(
                        """
                        async () => {
                          const rows = await import('/static/js/logic/rows.js');
                          const told = list => `${rows.ids(list).join('')} ${list.total}`;
                          const page = (ids, next) => ({ ids: [...ids], total: 9, next });
                          let list = rows.taken(rows.listOf([], 0), 0, page('ab', 'k1'));
                          list = rows.taken(list, 1, page('cd', 'k2'));
                          list = rows.taken(list, 2, page('ef', 'k3'));
                          const pushed = rows.taken(list, 0, page('abx', 'k9'));
                          return [told(list), told(rows.put(list, 'x', 0)), told(rows.without(list, 'b')), told(rows.put(list, 'y', 4)),
                            told(rows.put(list, 'far', 8)),
                            `${told(rows.taken(pushed, 1, page('ce', 'k2')))} ${pushed.pages[1].stale && pushed.pages[1].after === 'k9' ? 'stale' : ''}`,
                            told(rows.taken(list, 0, { ids: ['a', 'b'], total: 2 })),
                            rows.pagesAt(list, 2, 3).join(), rows.pagesAt(list, 1, 2).join()];
                        }"""));
    }

    @Test
    void only_rows_near_the_view_are_drawn_and_one_that_is_held() {
        assertEquals(
                List.of("gap 100, 10-12, gap 870 | 10,12", "0-1, gap 80 | 0,1",
                        "gap 20, 2-2, gap 20, 5-6, gap 30 | 5,6",
                        "gap 30, 3-6, gap 30 | 4,6", "gap 30 | none"),
                ask("""
                    async () => {
                      const { plan } = await import('/static/js/logic/rows.js');
                      const told = ({ pieces, seen }) => `${pieces.map(({ gap, from, to }) => gap ? `gap ${gap}` : `${from}-${to}`).join(', ')} | ${seen ?? 'none'}`;
                      const tens = n => Array(n).fill(10);
                      return [told(plan(tens(100), 105, 125)), told(plan(tens(10), -50, 15)), told(plan(tens(10), 55, 65, 2)),
                        told(plan(tens(10), 45, 65, 3)), told(plan(tens(3), 100, 200))];
                    }"""));
    }

    @Test
    void a_job_that_moves_among_others_takes_their_priority() {
        assertEquals(List.of("{\"position\":1}", "{\"position\":3}", "{\"position\":1,\"priority\":5}",
                "{\"position\":2,\"priority\":0}", "hpabcd", "2 of 5"),
                ask(
                        """
                        async () => {
                          const { moved, placeOf, placesOf, request } = await import('/static/js/logic/order.js');
                          const job = (id, priority, held = false) => ({ id, priority, held });
                          const flat = [job('h', 0, true), job('a', 0), job('b', 0), job('c', 0)];
                          const ranked = [job('h', 0, true), job('p', 5), job('a', 0), job('b', 0), job('c', 0), job('d', 0)];
                          const ask = (queue, id, place) => JSON.stringify(request(queue, id, place));
                          return [ask(flat, 'c', 1), ask(flat, 'a', 3), ask(ranked, 'c', 1), ask(ranked, 'p', 2),
                            moved(ranked, 'p', 1).map(({ id }) => id).join(''),
                            `${placeOf(ranked, 'a')} of ${placesOf(ranked)}`];
                        }"""));
    }

    @Test
    void those_who_hear_are_told_of_the_newest_job_and_at_most_once_in_ten_seconds() {
        assertEquals(List.of("start", "-", "-", "progress 50", "-", "progress 75", "-", "start", "-"), ask(
                """
                async () => {
                  const { SILENT, tell } = await import('/static/js/logic/telling.js');
                  let state = SILENT;
                  return [['a', 3, 0], ['a', 30, 4], ['a', 49, 9], ['a', 60, 12], ['a', 74, 30], ['a', 80, 31], ['a', 99, 60],
                    ['b', 1, 90], ['c', 5, 95]].map(([jobId, progress, seconds]) => {
                    const next = tell(state, { jobId, progress }, seconds * 1000);
                    state = next.state;
                    return next.say === 'progress' ? `progress ${state.quarter}` : next.say ?? '-';
                  });
                }"""));
    }

    @Test
    void an_estimate_falls_by_itself_and_never_jumps() {
        assertEquals(List.of(30, 26, 1, "none", 31, 40, 33), ask(
                """
                async () => {
                  const { etaNow, steadyEta } = await import('/static/js/logic/eta.js');
                  return [etaNow({ eta: 30 }), etaNow({ eta: 30, etaAt: 1000 }, 5900), etaNow({ eta: 30, etaAt: 0.5 }, 90_000),
                    etaNow({}) ?? 'none', Math.round(steadyEta(30, 31, false)), steadyEta(30, 40, false), Math.round(steadyEta(30, 90, true))];
                }"""));
    }

    @Test
    void a_card_says_how_a_stop_goes_and_that_no_previews_come() {
        assertEquals(List.of("Stopping…", "Still finishing the current step", "stopping", "Stopped at 40%", "cancelled",
                true, false, false),
                ask("""
                    async () => {
                      const { meta, stateOf } = await import('/static/js/card.js');
                      const { isDark } = await import('/static/js/preview.js');
                      const ago = seconds => new Date(Date.now() - seconds * 1000).toISOString();
                      const stop = (seconds, more) => ({ status: 'cancelled', progress: 40, finished: ago(seconds), ...more });
                      const sampling = { jobId: 'x', stage: 'sampling', step: 2 };
                      return [meta(stop(1, { stage: 'stopping' })), meta(stop(12, { stage: 'stopping' })), stateOf(stop(12, { stage: 'stopping' })),
                        meta(stop(1)), stateOf(stop(300, { stage: 'stopping' })),
                        isDark({ ...sampling, stageAt: Date.now() - 6000 }), isDark({ ...sampling, stageAt: Date.now() - 2000 }),
                        isDark({ ...sampling, step: 0, stageAt: Date.now() - 6000 })];
                    }"""));
    }

    private static List<?> ask(String question) {
        STUDIO.start(PageStudio.WATCHABLE);
        Page page = STUDIO.open(Look.DESK);
        return (List<?>) page.evaluate(question);
    }
}
