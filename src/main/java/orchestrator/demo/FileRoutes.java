package orchestrator.demo;

import io.javalin.http.Context;
import io.javalin.http.UploadedFile;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The routes about files: looking at them and uploading them. */
final class FileRoutes {
    private static final Set<String> TYPES = Set.of("output", "input", "temp");
    private static final Pattern ANNOTATION = Pattern.compile("(.*) \\[(input|output|temp)]");

    private final Folders folders;
    private final Faults faults;
    private final DemoLog log;

    FileRoutes(Folders folders, Faults faults, DemoLog log) {
        this.folders = folders;
        this.faults = faults;
        this.log = log;
    }

    void addTo(Routes routes) {
        routes.get("/view", this::view);
        routes.post("/upload/image", this::upload);
    }

    private void view(Context context) throws IOException, InterruptedException {
        Optional<String> asked = Optional.ofNullable(context.queryParam("filename"));
        if (asked.isEmpty()) {
            context.status(404);
            return;
        }
        Matcher annotated = ANNOTATION.matcher(asked.get());
        String name = annotated.matches() ? annotated.group(1) : asked.get();
        String type = annotated.matches()
                ? annotated.group(2)
                : Optional.ofNullable(context.queryParam("type")).orElse("output");
        String subfolder = Optional.ofNullable(context.queryParam("subfolder")).orElse("");
        Optional<Faults.ViewFault> fault = faults.forView();
        if (fault.equals(Optional.of(Faults.ViewFault.ANY_NAME))) {
            context.contentType("image/png").result(Png.encode(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB),
                    Map.of()));
            return;
        }
        if (name.isEmpty() || name.startsWith("/") || name.contains("..") || !TYPES.contains(type)) {
            context.status(400);
            return;
        }
        Path folder = folders.folder(type).resolve(subfolder).normalize();
        if (!folder.startsWith(folders.folder(type))) {
            context.status(403);
            return;
        }
        String file = name.substring(name.lastIndexOf('/') + 1);
        log.add(new DemoLog.FileViewed(type, subfolder, file));
        Optional<byte[]> bytes = folders.read(folder.resolve(file));
        if (bytes.isEmpty()) {
            context.status(404);
        } else {
            new FileAnswer(context, file, bytes.get(), fault, faults).send();
        }
    }

    private void upload(Context context) throws IOException {
        Optional<Faults.UploadFault> fault = faults.forUpload();
        switch (fault.orElse(Faults.UploadFault.RENAMED)) {
            case REFUSED_400 -> context.status(400);
            case TOO_LARGE_413 -> context.status(413).result("Maximum request body size 104857600 exceeded");
            case ERROR_500 -> context.status(500).result(Answers.SERVER_ERROR);
            case CUT -> Answers.cut(context);
            case RENAMED -> keep(context, fault.isPresent());
        }
    }

    private void keep(Context context, boolean renamed) throws IOException {
        Optional<UploadedFile> part = Optional.ofNullable(context.uploadedFile("image"));
        String type = Optional.ofNullable(context.formParam("type")).orElse("input");
        if (!TYPES.contains(type)) {
            throw new IllegalArgumentException("no such folder: " + type);
        }
        String subfolder = Optional.ofNullable(context.formParam("subfolder")).orElse("");
        Path base = folders.folder(type);
        Path folder = base.resolve(subfolder).normalize();
        if (part.isEmpty() || part.get().filename().isEmpty() || !folder.startsWith(base)
                || !folder.resolve(part.get().filename()).normalize().startsWith(folder)) {
            context.status(400);
            return;
        }
        byte[] bytes = part.get().content().readAllBytes();
        boolean overwrite = Set.of("true", "1").contains(
                Optional.ofNullable(context.formParam("overwrite")).orElse(""));
        String asked = renamed ? part.get().filename().replaceFirst("(?=\\.)", " (1)") : part.get().filename();
        String name = overwrite ? asked : freeName(folder, asked, bytes);
        folders.write(folder.resolve(name), bytes);
        log.add(new DemoLog.FileUploaded(type, subfolder, name));
        Answers.json(context, Json.object().put("name", name).put("subfolder", subfolder).put("type", type));
    }

    /** The name itself if it is free or holds the same bytes, else {@code name (1).png} and so on. */
    private String freeName(Path folder, String name, byte[] bytes) {
        int dot = name.lastIndexOf('.') > 0 ? name.lastIndexOf('.') : name.length();
        String candidate = name;
        for (int i = 1;; i++) {
            Optional<byte[]> present = folders.read(folder.resolve(candidate));
            if (present.isEmpty() || Arrays.equals(present.get(), bytes)) {
                return candidate;
            }
            candidate = name.substring(0, dot) + " (" + i + ")" + name.substring(dot);
        }
    }
}
