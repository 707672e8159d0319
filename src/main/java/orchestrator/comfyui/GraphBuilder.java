package orchestrator.comfyui;

import orchestrator.comfyui.Graph.Link;
import orchestrator.comfyui.Graph.Node;

import java.util.LinkedHashMap;

/**
 * Puts a graph together and hands out the ids ("1", "2", ...):
 *
 * <pre>
 * var g = new GraphBuilder();
 * var model = g.add("CheckpointLoaderSimple").in("ckpt_name", file);
 * g.add("CLIPTextEncode").in("text", prompt).in("clip", model.out(1));
 * Graph graph = g.build();
 * </pre>
 */
public final class GraphBuilder {
    private final LinkedHashMap<String, Draft> drafts = new LinkedHashMap<>();

    /** A node under construction. */
    public static final class Draft {
        private final String id;
        private final String classType;
        private final LinkedHashMap<String, Object> inputs = new LinkedHashMap<>();
        private String title = "";

        private Draft(String id, String classType) {
            this.id = id;
            this.classType = classType;
        }

        /** Gives an input: a {@link Link} (from {@link #out}), text, number, truth value, list or map. */
        public Draft in(String name, Object value) {
            inputs.put(name, value);
            return this;
        }

        public Draft titled(String text) {
            title = text;
            return this;
        }

        /** The link to this node's output {@code slot}, from 0. */
        public Link out(int slot) {
            return new Link(id, slot);
        }

        public String id() {
            return id;
        }
    }

    public Draft add(String classType) {
        var draft = new Draft(Integer.toString(drafts.size() + 1), classType);
        drafts.put(draft.id, draft);
        return draft;
    }

    public Graph build() {
        var nodes = new LinkedHashMap<String, Node>();
        drafts.forEach((id, draft) -> nodes.put(id, new Node(draft.classType, draft.inputs, draft.title)));
        return new Graph(nodes);
    }
}
