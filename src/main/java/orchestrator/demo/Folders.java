package orchestrator.demo;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code input}, {@code output} and {@code temp}: the only place of the demo that touches the disk. */
final class Folders {
    private static final Pattern ANNOTATION = Pattern.compile("(.*) \\[(input|output|temp)]");

    private final Path root;
    private final InstantSource clock;

    Folders(Path root, InstantSource clock) {
        this.root = root;
        this.clock = clock;
        Stream.of("input", "output", "temp").forEach(type -> create(folder(type)));
    }

    Path folder(String type) {
        return root.resolve(type);
    }

    /** The file that a node value such as {@code sub/x.png [output]} means. */
    Path annotated(String value) {
        Matcher matcher = ANNOTATION.matcher(value);
        return matcher.matches()
                ? folder(matcher.group(2)).resolve(matcher.group(1))
                : folder("input").resolve(value);
    }

    /** A place for new files. @param counter the first free number */
    record Target(Path folder, String subfolder, String name, int counter) {
        String file(int index) {
            return String.format(Locale.ROOT, "%s_%05d_.png", name, counter + index);
        }
    }

    /** @throws NodeFailure when the prefix leads out of the folder, which ComfyUI finds only now, too */
    Target target(String type, String prefix, int width, int height) {
        String expanded = expand(prefix, width, height);
        Path base = folder(type);
        Path full = base.resolve(expanded).normalize();
        if (!full.startsWith(base) || full.equals(base)) {
            throw new NodeFailure("Exception", "**** ERROR: Saving image outside the output folder is not allowed.\n"
                    + " full_output_folder: " + full.getParent() + "\n         output_dir: " + base + "\n");
        }
        Path folder = full.getParent();
        create(folder);
        String name = full.getFileName().toString();
        return new Target(folder, base.relativize(folder).toString(), name, nextCounter(folder, name));
    }

    void write(Path file, byte[] bytes) {
        try {
            create(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<byte[]> read(Path file) {
        try {
            return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How an entry of {@code images} looks. */
    static ObjectNode entry(String filename, String subfolder, String type) {
        return Json.object().put("filename", filename).put("subfolder", subfolder).put("type", type);
    }

    /** What ComfyUI does with {@code temp} whenever it starts. */
    void wipeTemp() {
        wipe(folder("temp"));
        create(folder("temp"));
    }

    void wipeAll() {
        wipe(root);
    }

    private void wipe(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String expand(String prefix, int width, int height) {
        LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), ZoneId.systemDefault());
        return prefix.replace("%width%", "" + width).replace("%height%", "" + height).replace("%year%",
                "" + now.getYear()).replace("%month%", two(now.getMonthValue())).replace("%day%",
                        two(now.getDayOfMonth()))
                .replace("%hour%", two(now.getHour())).replace("%minute%", two(now.getMinute()))
                .replace("%second%", two(now.getSecond()));
    }

    private static String two(int number) {
        return String.format(Locale.ROOT, "%02d", number);
    }

    private static int nextCounter(Path folder, String name) {
        Pattern numbered = Pattern.compile(Pattern.quote(name) + "_(\\d+)_?\\..*");
        try (Stream<Path> files = Files.list(folder)) {
            return 1 + files.map(file -> numbered.matcher(file.getFileName().toString())).filter(Matcher::matches)
                    .mapToInt(matcher -> Integer.parseInt(matcher.group(1))).max().orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
