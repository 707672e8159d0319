package orchestrator.job;

import com.fasterxml.jackson.annotation.JsonInclude;

import java.time.Instant;

/**
 * One graph on its way to one ComfyUI. Written before the graph is sent, so that after a crash a look-up by
 * {@code promptId} tells what became of it.
 *
 * @param n        counts the sendings of a job and never repeats, also across retries by hand: it is part of the file
 *                 prefix, and ComfyUI answers a repeated graph with the old files
 * @param engine   which ComfyUI, as its address
 * @param promptId canonical UUID chosen by us
 * @param at       when it was written down
 * @param gone     whether it is known that ComfyUI no longer holds the prompt; until then it is looked after, whatever
 *                 the job's status
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Sending(int n, String engine, String promptId, Instant at, boolean gone) {

    public Sending settled() {
        return new Sending(n, engine, promptId, at, true);
    }

    Sending revived() {
        return new Sending(n, engine, promptId, at, false);
    }
}
