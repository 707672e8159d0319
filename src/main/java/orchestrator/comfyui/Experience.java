package orchestrator.comfyui;

import java.util.Optional;

/** What is known of one ComfyUI from earlier runs: seconds by {@link NodeKey}. */
@FunctionalInterface
public interface Experience {
    Optional<Spread> of(String key);

    static Experience none() {
        return _ -> Optional.empty();
    }
}
