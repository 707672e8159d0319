package orchestrator.web;

import orchestrator.comfyui.Catalogue;
import orchestrator.comfyui.SystemStats;
import orchestrator.crew.Announcement;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Reads what {@code PUT /api/workers/:name} brings. */
final class WorkerAnnouncements {

    private static final Set<String> KNOWN = Set.of("comfyui", "version", "models", "catalogue", "reason", "queue",
            "gpu", "vramTotal", "vramFree");
    private static final int LONG = 500;
    private static final int MAX_QUEUE = 1_000_000;

    private WorkerAnnouncements() {
    }

    static boolean isName(String name) {
        return name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    }

    /** {@link Problem} 422 names every wrong field. */
    static Announcement read(String name, String host, JsonNode body) {
        Fields fields = Fields.of(body, KNOWN);
        Optional<URI> comfyui = fields.text("comfyui", LONG).flatMap(text -> address(fields, text));
        if (comfyui.isEmpty()) {
            fields.missing("comfyui", "Say which ComfyUI the worker drives.");
        }
        String version = fields.text("version", LONG).orElse("");
        Optional<String> reason = fields.text("reason", 40).filter(Predicate.not(String::isEmpty));
        int queue = fields.integer("queue", 0, MAX_QUEUE).orElse(0);
        SystemStats stats = new SystemStats(version, "", "", "", 0, 0, fields.text("gpu", LONG)
                .map(gpu -> List.of(new SystemStats.Device(gpu, "", bytes(body, "vramTotal"), bytes(body,
                        "vramFree"))))
                .orElse(List.of()), List.of());
        Optional<Announcement.Offer> offer = body.has("models") && body.has("catalogue")
                ? offer(fields, body)
                : Optional.empty();
        if (!fields.errors().isEmpty()) {
            throw Problem.invalid(fields.errors());
        }
        return new Announcement(name, host, comfyui.orElseThrow(), new Announcement.Condition(reason, queue, stats),
                offer);
    }

    private static Optional<URI> address(Fields fields, String text) {
        try {
            URI uri = URI.create(text);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null
                    && uri.getUserInfo() == null) {
                return Optional.of(uri);
            }
        } catch (IllegalArgumentException wrong) {
            // Told below, as another scheme is.
        }
        fields.error("comfyui", "invalid-value", "comfyui must be an address like http://127.0.0.1:8188.", Map.of());
        return Optional.empty();
    }

    private static Optional<Announcement.Offer> offer(Fields fields, JsonNode body) {
        Map<String, List<String>> models = new LinkedHashMap<>();
        body.get("models").properties().forEach(folder -> models.put(folder.getKey(), folder.getValue().valueStream()
                .filter(JsonNode::isString).map(JsonNode::asString).toList()));
        try {
            return Optional.of(new Announcement.Offer(models, Catalogue.parse(Json.bytes(body.get("catalogue")))));
        } catch (IllegalArgumentException wrong) {
            fields.error("catalogue", "invalid-value", "catalogue must be what /object_info answers.", Map.of());
            return Optional.empty();
        }
    }

    private static long bytes(JsonNode body, String name) {
        return Math.max(0, body.path(name).asLong(0));
    }
}
