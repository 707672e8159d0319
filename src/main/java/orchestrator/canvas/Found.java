package orchestrator.canvas;

import orchestrator.file.SafePath;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A file that may become an item.
 *
 * @param path below the output folder, with {@code /}
 */
record Found(String path, Path file, BasicFileAttributes attributes) {

    /** A file whose end is missing for so long is damaged; nobody writes it any more. */
    private static final Duration SETTLED = Duration.ofMinutes(1);

    /** Whether a plain file of this name is one the canvas shows. Links, pipes and devices are not. */
    static boolean isShown(String name, BasicFileAttributes attributes) {
        return attributes.isRegularFile() && SafePath.isName(name) && Media.promisedBy(name).isPresent();
    }

    static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether the item tells of this very file, so that there is no need to open it. */
    boolean isToldBy(Item item, InstantSource time) {
        return item.size() == attributes.size() && item.created().equals(modified())
                && (item.state() != Item.State.WRITING || !isSettled(time));
    }

    /** Reads the file's header. */
    Item describe(Description is, InstantSource time) throws IOException {
        BasicFileAttributes after = attributes(file);
        boolean touched = after.size() != attributes.size()
                || !after.lastModifiedTime().equals(attributes.lastModifiedTime());
        Item.State state = touched ? Item.State.WRITING : is.state();
        // Keeping what was seen before the touch makes the next look open it again.
        return new Item(ItemId.of(path), path, is.media(), attributes.size(), modified(), is.width(), is.height(),
                is.duration(), state == Item.State.WRITING && !touched && isSettled(time) ? Item.State.BROKEN : state,
                is.making().brief());
    }

    private Instant modified() {
        return attributes.lastModifiedTime().toInstant();
    }

    // Clocks of two machines differ: a file of the future is not being written either.
    private boolean isSettled(InstantSource time) {
        return Duration.between(modified(), time.instant()).abs().compareTo(SETTLED) > 0;
    }
}
