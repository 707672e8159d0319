package orchestrator.demo;

import tools.jackson.databind.node.ObjectNode;

/** Graphs that the tests send. */
final class Graphs {
    private Graphs() {
    }

    static ObjectNode picture(String text, long seed, int steps, int edge) {
        return (ObjectNode) Json.read(
                """
                {"1":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"SDXL/sd_xl_base_1.0.safetensors"}},
                 "2":{"class_type":"CLIPTextEncode","inputs":{"text":"%s","clip":["1",1]}},
                 "3":{"class_type":"CLIPTextEncode","inputs":{"text":"blurry","clip":["1",1]}},
                 "4":{"class_type":"EmptyLatentImage","inputs":{"width":%d,"height":%d,"batch_size":1}},
                 "5":{"class_type":"KSampler","inputs":{"model":["1",0],"positive":["2",0],"negative":["3",0],
                   "latent_image":["4",0],"seed":%d,"steps":%d,"cfg":7.0,"sampler_name":"dpmpp_2m",
                   "scheduler":"karras","denoise":1.0}},
                 "6":{"class_type":"VAEDecode","inputs":{"samples":["5",0],"vae":["1",2]}},
                 "7":{"class_type":"SaveImage","inputs":{"images":["6",0],"filename_prefix":"orch/%s"}}}
                """.formatted(text, edge, edge, seed, steps, "job"));
    }

    static ObjectNode picture() {
        return picture("a misty fjord at dawn", 42, 4, 64);
    }

    static ObjectNode set(ObjectNode graph, String node, String input, String json) {
        ((ObjectNode) graph.path(node).path("inputs")).set(input, Json.read(json));
        return graph;
    }
}
