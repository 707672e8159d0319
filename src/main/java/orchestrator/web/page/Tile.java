package orchestrator.web.page;

import tools.jackson.databind.JsonNode;

import java.util.Map;

/**
 * A picture of the gallery as its tile shows it before any script runs.
 *
 * @param id    id of the canvas item
 * @param label what a screen reader says: beginning of the prompt, else the file's name
 * @param thumb URL of its thumbnail
 * @param badge family of the model, empty if not known
 */
public record Tile(String id, String label, String thumb, String badge) {

    /** The empty tile that scripts copy. */
    public static Tile blank() {
        return new Tile("", "", "", "");
    }

    static Tile of(JsonNode item, Map<String, String> families) {
        var model = item.path("model").asString("");
        return new Tile(item.path("id").asString(), item.path("prompt").asString(item.path("name").asString("")),
                item.path("thumbnailUrl").asString(""),
                item.path("family").asString(model.isEmpty() ? "" : Family.badge(model, families)));
    }
}
