package orchestrator.web;

import orchestrator.settings.EngineAddress;
import orchestrator.settings.LiveSettings;
import orchestrator.settings.Preferences;
import orchestrator.web.page.Language;

import io.javalin.http.Context;
import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * {@code /api/settings}: what the user may change while the program runs. A PATCH is a merge (RFC 7396) whose
 * {@code null} takes a choice back. {@code fixed} names what the command line says, which cannot be changed here.
 */
final class SettingsRoutes implements Routes {

    private static final int MAX_ADDRESSES = 16;
    private static final int MAX_TAG = 10;
    /** What can be changed, and which option of the command line fixes it. */
    private static final Map<String, String> OPTIONS = Map.of("comfyui", "--comfyui", "language", "--lang");
    private static final BadField NO_ADDRESS = new BadField("", "bad-address",
            "Give the address of a ComfyUI, like http://127.0.0.1:8188.");

    private final LiveSettings settings;
    private final boolean shared;

    /** @param shared whether other machines can come in */
    SettingsRoutes(LiveSettings settings, boolean shared) {
        this.settings = settings;
        this.shared = shared;
    }

    @Override
    public void into(Routing routing) {
        routing.get("/api/settings", context -> answer(context, settings.now()));
        routing.patch("/api/settings", this::change);
    }

    Map<String, Object> now() {
        return view(settings.now());
    }

    private void change(Context context) {
        JsonNode patch = RequestBody.json(context);
        Fields fields = Fields.of(patch, OPTIONS.keySet());
        Set<String> fixed = settings.now().fixed();
        fixed.stream().filter(patch::has).forEach(name -> fields.error(name, "fixed", "The option "
                + OPTIONS.get(name) + " says this; leave it out at the start to change it here.",
                Map.of("option",
                        OPTIONS.get(name))));
        UnaryOperator<Preferences> step = then(comfyui(patch, fields), language(patch, fields));
        if (!fields.errors().isEmpty()) {
            throw Problem.invalid(fields.errors());
        }
        try {
            answer(context, settings.change(IfMatch.rev(context), step));
        } catch (LiveSettings.Stale stale) {
            throw Problem.of(412, "stale", stale.getMessage(), Map.of("rev", stale.rev())).with("ETag", IfMatch.tag(
                    stale.rev()));
        }
    }

    private static UnaryOperator<Preferences> comfyui(JsonNode patch, Fields fields) {
        if (!patch.has("comfyui")) {
            return UnaryOperator.identity();
        }
        Optional<List<URI>> chosen = patch.path("comfyui").isNull()
                ? Optional.empty()
                : Optional.of(fields.texts("comfyui", MAX_ADDRESSES, EngineAddress::read, NO_ADDRESS).stream()
                        .distinct().toList());
        return before -> before.withComfyui(chosen);
    }

    private static UnaryOperator<Preferences> language(JsonNode patch, Fields fields) {
        if (!patch.has("language")) {
            return UnaryOperator.identity();
        }
        Optional<String> chosen = patch.path("language").isNull() ? Optional.empty() : fields.text("language", MAX_TAG);
        List<String> spoken = Arrays.stream(Language.values()).map(Language::tag).toList();
        chosen.filter(tag -> !spoken.contains(tag)).ifPresent(tag -> fields.error("language", "invalid-value",
                "language is one of " + String.join(", ", spoken) + ".", Map.of("allowed", spoken)));
        return before -> before.withLanguage(chosen);
    }

    private static UnaryOperator<Preferences> then(UnaryOperator<Preferences> first,
            UnaryOperator<Preferences> second) {
        return before -> second.apply(first.apply(before));
    }

    private void answer(Context context, LiveSettings.Now now) {
        context.header("ETag", IfMatch.tag(now.rev()));
        JobRoutes.answer(context, view(now));
    }

    private Map<String, Object> view(LiveSettings.Now now) {
        return JobViews.map("rev", now.rev(), "comfyui", now.comfyui(), "language", now.language(), "fixed",
                now.fixed(), "shared", shared);
    }
}
