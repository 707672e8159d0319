package orchestrator.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The only door from a string that came from outside to a path: always below one root, never through a link.
 *
 * <p>Names are judged by Windows' rules on every system, so that a folder can move between systems. A backslash is a
 * separator everywhere, because it is one where it matters.
 */
public final class SafePath {

    private static final int MAX_NAME_BYTES = 255;
    private static final int MAX_DEPTH = 32;
    private static final Set<String> RESERVED = Set.of("con", "prn", "aux", "nul", "com0", "com1", "com2", "com3",
            "com4", "com5", "com6", "com7", "com8", "com9", "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6",
            "lpt7", "lpt8", "lpt9", "conin$", "conout$", "com¹", "com²", "com³", "lpt¹", "lpt²", "lpt³");

    private final Path root;

    private SafePath(Path root) {
        this.root = root;
    }

    /** Everything this gives lies below the folder. The folder itself may be reached through links. */
    public static SafePath below(Path folder) {
        return new SafePath(folder.toAbsolutePath().normalize());
    }

    public Path root() {
        return root;
    }

    /**
     * The path a relative name stands for, or empty when the name is not one we accept, or when it leads through a
     * link. The path itself need not exist.
     *
     * @param relative names separated by {@code /}; the empty string is the root itself
     */
    public Optional<Path> resolve(String relative) {
        if (relative.isEmpty()) {
            return Optional.of(root);
        }
        String[] names = relative.split("/", -1);
        if (names.length > MAX_DEPTH) {
            return Optional.empty();
        }
        Path path = root;
        for (String name : names) {
            if (!isName(name)) {
                return Optional.empty();
            }
            path = path.resolve(name);
            if (Files.isSymbolicLink(path)) {
                return Optional.empty();
            }
        }
        return Optional.of(path);
    }

    /** As {@link #resolve}, for a regular file that is there. */
    public Optional<Path> file(String relative) {
        return resolve(relative).filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                .filter(this::isReallyBelow);
    }

    /** The name below the root, with {@code /}; empty when the path is not below it. */
    public Optional<String> relative(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        return absolute.startsWith(root)
                ? Optional.of(root.relativize(absolute).toString().replace('\\', '/'))
                : Optional.empty();
    }

    /** Whether a single name is one that every system accepts and that hides nothing. */
    public static boolean isName(String name) {
        if (name.isEmpty() || name.startsWith(".") || name.endsWith(".") || name.endsWith(" ") || name.startsWith(" ")
                || name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            return false;
        }
        if (name.chars().anyMatch(c -> c < 0x20 || c == 0x7f || "<>:\"/\\|?*".indexOf(c) >= 0)
                || name.codePoints().anyMatch(SafePath::misleads)) {
            return false;
        }
        int dot = name.indexOf('.');
        return !RESERVED.contains((dot < 0 ? name : name.substring(0, dot)).strip().toLowerCase(Locale.ROOT));
    }

    // Half surrogates cannot be stored; direction marks make a name read as another one.
    private static boolean misleads(int codePoint) {
        return codePoint >= 0xd800 && codePoint <= 0xdfff || codePoint >= 0x202a && codePoint <= 0x202e
                || codePoint >= 0x2066 && codePoint <= 0x2069 || codePoint == 0xfffe || codePoint == 0xffff;
    }

    private boolean isReallyBelow(Path path) {
        try {
            return path.toRealPath().startsWith(root.toRealPath());
        } catch (IOException gone) {
            return false;
        }
    }
}
