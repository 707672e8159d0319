package orchestrator.demo;

import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pictures become files, with the graph and every {@code extra_pnginfo} key as a text chunk. */
final class SaveNodes {
    private SaveNodes() {
    }

    static List<Value> run(String type, NodeCall call) {
        boolean preview = type.equals("PreviewImage");
        String folderType = preview ? "temp" : "output";
        List<BufferedImage> images = call.link("images", Value.Images.class).all();
        String prefix = preview ? "ComfyUI_temp_" + letters(call.around().prompt().id()) : call.text("filename_prefix");
        Folders folders = call.around().folders();
        Folders.Target target = folders.target(folderType, prefix, images.getFirst().getWidth(),
                images.getFirst().getHeight());
        for (int i = 0; i < images.size(); i++) {
            String file = target.file(i).replace("%batch_num%", "" + i);
            folders.write(target.folder().resolve(file), Png.encode(images.get(i), texts(call.around().prompt())));
            call.saved(Folders.entry(file, target.subfolder(), folderType));
        }
        return List.of();
    }

    private static Map<String, String> texts(QueuedPrompt prompt) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("prompt", Json.write(prompt.graph()));
        prompt.extra().path("extra_pnginfo").properties()
                .forEach(extra -> texts.put(extra.getKey(), Json.write(extra.getValue())));
        return texts;
    }

    private static String letters(String id) {
        StringBuilder letters = new StringBuilder();
        long rest = Integer.toUnsignedLong(id.hashCode());
        for (int i = 0; i < 5; i++) {
            letters.append((char) ('a' + rest % 26));
            rest /= 26;
        }
        return letters.toString();
    }
}
