package orchestrator.demo;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Somebody else who uses the same ComfyUI. */
record Stranger(Memory memory) {

    List<String> send(int prompts, int steps) {
        return IntStream.range(0, prompts).mapToObj(i -> {
            String id = UUID.randomUUID().toString();
            memory.queue().put(new QueuedPrompt(memory.queue().nextNumber(java.util.Optional.empty(), false), id,
                    graph(i, steps), Json.object().put("client_id", "somebody-else"), List.of("7")));
            return id;
        }).toList();
    }

    private static ObjectNode graph(int seed, int steps) {
        return (ObjectNode) Json.read(
                """
                {"1":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"SDXL/sd_xl_base_1.0.safetensors"}},
                 "2":{"class_type":"CLIPTextEncode","inputs":{"text":"somebody else's lake","clip":["1",1]}},
                 "4":{"class_type":"EmptyLatentImage","inputs":{"width":64,"height":64,"batch_size":1}},
                 "5":{"class_type":"KSampler","inputs":{"model":["1",0],"seed":%d,"steps":%d,"cfg":7.0,
                   "sampler_name":"euler","scheduler":"normal","positive":["2",0],"negative":["2",0],
                   "latent_image":["4",0],"denoise":1.0}},
                 "6":{"class_type":"VAEDecode","inputs":{"samples":["5",0],"vae":["1",2]}},
                 "7":{"class_type":"SaveImage","inputs":{"images":["6",0],"filename_prefix":"stranger"}}}
                """.formatted(seed, steps));
    }
}
