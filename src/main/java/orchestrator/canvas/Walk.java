package orchestrator.canvas;

import orchestrator.file.SafePath;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Everything below a folder that may become an item. Links are not followed; a folder that cannot be read ends nothing. */
final class Walk extends SimpleFileVisitor<Path> {

    private static final int MAX_DEPTH = 32;

    private final SafePath output;
    private final Path start;
    private final List<Found> files = new ArrayList<>();
    private final List<String> unread = new ArrayList<>();

    private Walk(SafePath output, Path start) {
        this.output = output;
        this.start = start;
    }

    /** @param start the output folder, or one below it that {@link SafePath} let through */
    static Walk of(SafePath output, Path start) throws IOException {
        Walk walk = new Walk(output, start);
        Files.walkFileTree(start, Set.of(), MAX_DEPTH, walk);
        return walk;
    }

    List<Found> files() {
        return files;
    }

    /** Whether the path lies in a folder that could not be read, so that nothing is known of it. */
    boolean leftOut(String path) {
        return unread.stream().anyMatch(folder -> folder.isEmpty() || path.startsWith(folder + "/"));
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        return folder.equals(start) || SafePath.isName(folder.getFileName().toString())
                ? FileVisitResult.CONTINUE
                : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (Found.isShown(file.getFileName().toString(), attributes)) {
            output.relative(file).ifPresent(path -> files.add(new Found(path, file, attributes)));
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
        if (!(failure instanceof NoSuchFileException)) {
            output.relative(file).ifPresent(unread::add);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) {
        if (failure != null) {
            output.relative(folder).ifPresent(unread::add);
        }
        return FileVisitResult.CONTINUE;
    }
}
