package orchestrator.canvas;

import orchestrator.file.SafePath;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The running numbers of results: {@code flux_00001.png}. A number is given once, whatever its ending and case. */
final class Names {

    private static final Pattern NAME = Pattern.compile("(.+)_(\\d{1,18})\\.[^.]*");
    /** Larger numbers of others, such as dates, are passed by, not counted on from. */
    private static final long HIGHEST_OF_OTHERS = 999_999;

    private final SafePath output;
    private final Map<String, Set<Long>> given = new HashMap<>();

    Names(SafePath output) {
        this.output = output;
    }

    /**
     * The next free path below the output folder.
     *
     * @param folder with {@code /}; empty for the output folder itself
     */
    synchronized String next(String word, String extension, String folder) {
        Path inside = output.resolve(folder).orElse(output.root());
        String below = output.relative(inside).filter(path -> !path.isEmpty()).map(path -> path + "/").orElse("");
        Set<Long> taken = onDisk(inside, word);
        Set<Long> ours = given.computeIfAbsent(key(below, word), _ -> new HashSet<>());
        taken.addAll(ours);
        long number = 1 + taken.stream().mapToLong(Long::longValue).filter(one -> one <= HIGHEST_OF_OTHERS).max()
                .orElse(0);
        while (taken.contains(number)) {
            number++;
        }
        ours.add(number);
        return below + "%s_%05d.%s".formatted(word, number, extension);
    }

    /** A name given before a restart, whose file may not be there yet: it is not given again. */
    synchronized void claim(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        Matcher parts = NAME.matcher(name);
        if (parts.matches()) {
            given.computeIfAbsent(key(path.substring(0, path.length() - name.length()), parts.group(1)),
                    _ -> new HashSet<>()).add(Long.valueOf(parts.group(2)));
        }
    }

    // Folders of one name in two cases are one folder on many systems.
    private static String key(String below, String word) {
        return (below + word).toLowerCase(Locale.ROOT);
    }

    private static Set<Long> onDisk(Path folder, String word) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> number(file.getFileName().toString(), word)).filter(OptionalLong::isPresent)
                    .map(OptionalLong::getAsLong).collect(Collectors.toCollection(HashSet::new));
        } catch (NoSuchFileException notYetMade) {
            return new HashSet<>();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static OptionalLong number(String name, String word) {
        // Most names of a large folder begin otherwise.
        if (!name.regionMatches(true, 0, word, 0, word.length())) {
            return OptionalLong.empty();
        }
        Matcher parts = NAME.matcher(name);
        return parts.matches() && parts.group(1).equalsIgnoreCase(word)
                ? OptionalLong.of(Long.parseLong(parts.group(2)))
                : OptionalLong.empty();
    }
}
