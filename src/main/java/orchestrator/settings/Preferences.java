package orchestrator.settings;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What the user has chosen; what is empty was left as it is.
 *
 * @param rev      grows with each change
 * @param comfyui  addresses of the ComfyUI to drive
 * @param language of the page, where the user's browser does not decide
 */
public record Preferences(long rev, Optional<List<URI>> comfyui, Optional<String> language) {

    static final Preferences NONE = new Preferences(0, Optional.empty(), Optional.empty());

    public Preferences withComfyui(Optional<List<URI>> chosen) {
        return new Preferences(rev, chosen, language);
    }

    public Preferences withLanguage(Optional<String> chosen) {
        return new Preferences(rev, comfyui, chosen);
    }

    Preferences next() {
        return new Preferences(rev + 1, comfyui, language);
    }
}
