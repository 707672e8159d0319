package orchestrator;

import orchestrator.PageStudio.Look;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The pure part of the form, asked in a browser, for nothing else runs it. */
@Tag("browser")
class FormLogicPageTest {

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void a_selection_or_the_word_at_the_caret_is_weighed_and_a_weight_of_one_is_none() {
        Page page = page();
        assertEquals("a (red fox:1.1) in snow", weighed(page, "a red fox in snow", 2, 9, 0.1));
        assertEquals("a (red fox:1.2) in snow", weighed(page, "a (red fox:1.1) in snow", 3, 10, 0.1));
        assertEquals("a red fox in snow", weighed(page, "a (red fox:1.1) in snow", 5, 5, -0.1));
        assertEquals("(snow:0.9), ice", weighed(page, "snow, ice", 4, 4, -0.1));
        assertEquals("(ice:2)", weighed(page, "(ice:2)", 1, 4, 0.1));
        assertEquals("a , b", weighed(page, "a , b", 2, 2, 0.1));
    }

    @Test
    void a_repeated_seed_goes_on_with_each_job_and_past_the_largest() {
        assertEquals(List.of("18446744073709551615", "0", "none"), ask(page(),
                """
                async () => {
                  const { nth } = await import('/static/js/logic/repeat.js');
                  const seed = n => nth({ count: 4, params: { seed: '18446744073709551614' } }, n).params.seed;
                  return [seed(1), seed(2), nth({ params: {} }, 3).params.seed ?? 'none'];
                }"""));
    }

    @Test
    void a_failed_or_removed_job_ends_the_repetition_and_a_started_one_calls_for_the_next() {
        assertEquals(List.of("wait", "next", "next", "stop", "stop", "stop", "wait", "wait"), ask(page(),
                """
                async () => {
                  const { after } = await import('/static/js/logic/repeat.js');
                  const of = (jobId, status) => after({ waiting: 'b', running: 'a' }, { jobId, status });
                  return [of('b', 'queued'), of('b', 'running'), of('b', 'complete'), of('b', 'cancelled'), of('b', 'failed'),
                    of('a', 'failed'), of('a', 'cancelled'), of('c', 'failed')];
                }"""));
    }

    @Test
    void sizes_fit_the_step_of_the_family_and_folders_are_names() {
        assertEquals(List.of(1296L, 816L, "not-a-multiple", 1008L, "bad-folder", "bad-folder", "none", "a/b"),
                ask(page(),
                        """
                        async () => {
                          const { fit } = await import('/static/js/logic/sizes.js');
                          const { EMPTY, faults, folderOf } = await import('/static/js/logic/draft.js');
                          const found = (values, at) => faults({ ...EMPTY, ...values }, Number, { multiple: 16 })[at] ?? { code: 'none' };
                          const width = found({ width: '1001' }, '/params/width');
                          return [...fit(1920, 1200, { width: 1024, height: 1024, multiple: 16 }), width.code, width.args.nearest,
                            found({ folder: 'a/../b' }, '/params/folder').code, found({ folder: 'a:b' }, '/params/folder').code,
                            found({ folder: 'a/b' }, '/params/folder').code, folderOf(' a\\\\b/ ')];
                        }""")
                        .stream().map(value -> value instanceof Integer whole ? Long.valueOf(whole) : value).toList());
    }

    @Test
    void a_vae_is_offered_for_its_own_latents_and_unless_it_is_known_to_be_another() {
        assertEquals(List.of(true, false, true, false, true), ask(page(),
                """
                async () => {
                  const { decodes } = await import('/static/js/logic/models.js');
                  return [decodes({ type: 'SD1.5' }, { type: 'SD2' }), decodes({ type: 'SDXL' }, { type: 'SD1.5' }),
                    decodes({ type: 'unknown' }, { type: 'FLUX' }),
                    decodes({ type: 'unknown', traits: ['latent-4'] }, { type: 'FLUX' }),
                    decodes({ type: 'unknown', traits: ['latent-16'] }, { type: 'FLUX' })];
                }"""));
    }

    @Test
    void an_address_takes_the_place_of_another_and_the_way_to_a_picture_has_three_steps() {
        assertEquals(List.of("b", "a,b", "a", "done wrong later", "wrong later later", "true", "false"), ask(page(),
                """
                async () => {
                  const { lacksEngine, replaced, stepsOf } = await import('/static/js/logic/connect.js');
                  const steps = state => Object.values(stepsOf(state)).join(' ');
                  return [replaced(['a'], 'a', 'b').join(), replaced(['a'], 'x', 'b').join(), replaced(['a'], 'a', 'a').join(),
                    steps('no-models'), steps('refused'), String(lacksEngine([{ reachable: false, state: 'offline' }])),
                    String(lacksEngine([{ reachable: false, state: 'starting' }]))];
                }"""));
    }

    private static Page page() {
        STUDIO.start(PageStudio.WATCHABLE);
        return STUDIO.open(Look.DESK);
    }

    private static List<?> ask(Page page, String script) {
        return (List<?>) page.evaluate(script);
    }

    private static Object weighed(Page page, String text, int start, int end, double by) {
        return page.evaluate(
                """
                async ({ text, start, end, by }) => {
                  const { weigh } = await import('/static/js/logic/prompt.js');
                  const change = weigh(text, start, end, by);
                  return change ? text.slice(0, change.from) + change.put + text.slice(change.to) : text;
                }""", Map.of("text", text, "start", start, "end", end, "by", by));
    }
}
