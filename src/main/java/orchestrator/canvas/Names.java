package orchestrator.canvas;

import orchestrator.file.SafePath;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The running numbers of results: {@code flux_00001.png}. A number is given once, whatever its ending and case. */
final class Names {

    private static final Pattern GIVEN = Pattern.compile("(.*)_(\\d{1,9})\\.[^./]*");

    private final SafePath output;
    private final Map<String, Integer> last = new HashMap<>();

    Names(SafePath output) {
        this.output = output;
    }

    /** The next free path below the output folder. */
    synchronized String next(String word, String extension, String folder) {
        Path inside = output.resolve(folder).orElse(output.root());
        String below = output.relative(inside).filter(path -> !path.isEmpty()).map(path -> path + "/").orElse("");
        int number = last.merge(below + word, highest(inside, word) + 1, (before, onDisk) -> Math.max(before + 1,
                onDisk));
        return below + "%s_%05d.%s".formatted(word, number, extension);
    }

    /** A name given by an earlier process, whose file may not be there yet. */
    synchronized void taken(String path) {
        Matcher name = GIVEN.matcher(path);
        if (name.matches()) {
            last.merge(name.group(1), Integer.parseInt(name.group(2)), Math::max);
        }
    }

    private static int highest(Path folder, String word) {
        Pattern pattern = Pattern.compile(Pattern.quote(word.toLowerCase(Locale.ROOT)) + "_(\\d{1,9})\\..*");
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> pattern.matcher(file.getFileName().toString().toLowerCase(Locale.ROOT)))
                    .filter(Matcher::matches).mapToInt(name -> Integer.parseInt(name.group(1))).max().orElse(0);
        } catch (NoSuchFileException notYetMade) {
            return 0;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
