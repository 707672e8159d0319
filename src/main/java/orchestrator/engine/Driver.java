package orchestrator.engine;

import java.time.Instant;

/**
 * The worker process that drives an engine in our stead.
 *
 * @param worker  its name
 * @param host    the address it calls from
 * @param comfyui what it calls its ComfyUI
 * @param heard   when it last said a word
 * @param here    whether that is recent; one that is gone drives no longer
 */
public record Driver(String worker, String host, String comfyui, Instant heard, boolean here) {

    Driver gone() {
        return new Driver(worker, host, comfyui, heard, false);
    }
}
