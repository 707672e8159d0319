package orchestrator.crew;

import orchestrator.comfyui.Catalogue;
import orchestrator.comfyui.SystemStats;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a worker says of itself.
 *
 * @param worker  its name, the same after a restart
 * @param host    the address it calls from
 * @param comfyui the ComfyUI it drives, as it calls it: a loopback address means its own host
 * @param offer   what that offers; empty when it is as told before
 */
public record Announcement(String worker, String host, URI comfyui, Condition condition, Optional<Offer> offer) {

    /**
     * How its ComfyUI is.
     *
     * @param reason why it cannot be used, a fixed word; empty when it can
     * @param queue  prompts inside it
     */
    public record Condition(Optional<String> reason, int queue, SystemStats stats) {}

    /** @param models names by folder, verbatim */
    public record Offer(Map<String, List<String>> models, Catalogue catalogue) {}
}
