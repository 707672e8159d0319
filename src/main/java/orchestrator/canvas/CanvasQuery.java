package orchestrator.canvas;

import java.util.Optional;

/**
 * Which items a list shows, and in which order.
 *
 * @param folder below the output folder, without a slash at the end; empty for the output folder
 * @param deep   with everything below that folder
 */
public record CanvasQuery(Optional<Type> type, Sort sort, boolean ascending, String folder, boolean deep) {

    public enum Type {
        IMAGE, VIDEO, SITE
    }

    public enum Sort {
        DATE, NAME, SIZE
    }

    public static final CanvasQuery NEWEST = new CanvasQuery(Optional.empty(), Sort.DATE, false, "", true);

    boolean admits(Item item) {
        boolean ofType = type.map(wanted -> wanted == (item.isVideo() ? Type.VIDEO : Type.IMAGE)).orElse(true);
        boolean here = item.folder().equals(folder);
        return ofType && (here || deep && (folder.isEmpty() || item.folder().startsWith(folder + "/")));
    }
}
