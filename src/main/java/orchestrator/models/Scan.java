package orchestrator.models;

import com.github.benmanes.caffeine.cache.Cache;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Walks folders of models. A file once described is not opened again until its size or time changes. */
final class Scan {

    /** A folder to walk. {@code prefix} stands before the names found in it, such as {@code loras/}; or is empty. */
    record Root(String prefix, Path folder) {}

    /** What makes a description worthless when it changes. */
    record Key(Path file, String path, long size, FileTime changed) {

        Kind folder() {
            return Kind.inFolder(path.substring(0, Math.max(0, path.indexOf('/'))));
        }

        String version() {
            return Long.toHexString(size) + "-" + Long.toHexString(changed.toMillis());
        }
    }

    private static final Set<String> ENDINGS = Set.of("safetensors", "sft", "ckpt", "pt", "pt2", "pth", "bin", "pkl");
    private static final Set<String> NO_MODELS = Set.of("configs", "diffusers", "custom_nodes");
    private static final int MAX_DEPTH = 16;
    /** Hides the time of a slow disk, and keeps a quick one busy. */
    private static final int READERS = 8;

    private final Cache<Key, Description> described;
    private final Map<String, Key> found = new LinkedHashMap<>();
    private final SidePictures pictures = new SidePictures();

    private Scan(Cache<Key, Description> described) {
        this.described = described;
    }

    /** Everything found; of two files of the same path the one of the earlier root, as ComfyUI has it. */
    static Collection<ModelFile> of(Collection<Root> roots, Cache<Key, Description> described) {
        Scan scan = new Scan(described);
        roots.forEach(scan::walk);
        scan.describe();
        return scan.found.values().stream().map(scan::model).toList();
    }

    private void walk(Root root) {
        try {
            if (Files.isDirectory(root.folder())) {
                // Links are followed, as ComfyUI does: many keep their models on another disk.
                Files.walkFileTree(root.folder(), EnumSet.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH,
                        new Visitor(root));
            }
        } catch (IOException unreachable) {
            throw new java.io.UncheckedIOException("Cannot walk " + root.folder(), unreachable);
        }
    }

    private void describe() {
        List<Key> unknown = found.values().stream().filter(key -> described.getIfPresent(key) == null).toList();
        try (ExecutorService readers = Executors.newFixedThreadPool(READERS, Thread.ofVirtual().factory())) {
            unknown.forEach(key -> readers.execute(() -> description(key)));
        }
    }

    private Description description(Key key) {
        return described.get(key, _ -> Families.describe(key.file(), key.path(), key.folder(), key.size()));
    }

    private ModelFile model(Key key) {
        Description is = description(key);
        Kind kind = key.folder() == Kind.OTHER ? is.kind().orElse(Kind.OTHER) : key.folder();
        Optional<Picture> picture = pictures.of(key.file())
                .or(() -> is.card().picture().map(_ -> new Picture.Inside(key.file(), key.version())));
        return ModelFile.of(key.path(), kind, key.size(), picture.map(shown -> is.with(is.card().with(shown)))
                .orElse(is));
    }

    private void add(Root root, Path file, BasicFileAttributes is) {
        String path = path(root, file);
        if (!path.startsWith("/")) {
            found.putIfAbsent(path, new Key(file, path, is.size(), is.lastModifiedTime()));
        }
    }

    // ComfyUI lists models/unet/x as x of diffusion_models, so both are one path here.
    private static String path(Root root, Path file) {
        String inside = root.folder().relativize(file).toString().replace('\\', '/');
        String path = root.prefix() + inside;
        int slash = path.indexOf('/');
        return slash < 0
                ? path
                : Kind.inFolder(path.substring(0, slash)).folder().orElse(path.substring(0, slash))
                        + path.substring(slash);
    }

    private final class Visitor extends SimpleFileVisitor<Path> {

        private final Root root;

        private Visitor(Root root) {
            this.root = root;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes is) {
            String name = folder.getFileName() == null ? "" : folder.getFileName().toString();
            boolean skip = !folder.equals(root.folder()) && (name.startsWith(".") || NO_MODELS.contains(name));
            return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
            String name = file.getFileName().toString();
            // Opening a pipe would wait for ever: only regular files are looked at.
            if (is.isRegularFile() && !name.startsWith(".")) {
                String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
                if (ENDINGS.contains(ending)) {
                    add(root, file, is);
                } else if (SidePictures.ENDINGS.contains(ending)) {
                    pictures.add(file, is);
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException gone) {
            // Dangling links, loops, folders without rights: what can be read is still listed.
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException cutShort) {
            return FileVisitResult.CONTINUE;
        }
    }
}
