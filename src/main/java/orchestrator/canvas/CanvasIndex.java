package orchestrator.canvas;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All items by path and by id. Safe for many threads. */
final class CanvasIndex {

    /** What a put made of the index. */
    enum Put {
        ADDED, CHANGED, SAME
    }

    /** All items at one moment. */
    record All(long version, List<Item> items) {}

    // Sorted, so that what lies below a folder stands together.
    private final TreeMap<String, Item> byPath = new TreeMap<>();
    private final Map<String, Item> byId = new HashMap<>();
    private long version;

    synchronized Optional<Item> byPath(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    synchronized Optional<Item> byId(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Of all items below the folder; of all there are when it is empty. */
    synchronized List<String> pathsBelow(String folder) {
        // '0' is the sign after '/'.
        return List.copyOf(folder.isEmpty() ? byPath.keySet() : byPath.subMap(folder + "/", folder + "0").keySet());
    }

    synchronized int size() {
        return byPath.size();
    }

    /** Grows with each change. */
    synchronized long version() {
        return version;
    }

    synchronized All all() {
        return new All(version, List.copyOf(byPath.values()));
    }

    synchronized Put put(Item item) {
        Item before = byPath.put(item.path(), item);
        byId.put(item.id(), item);
        if (item.equals(before)) {
            return Put.SAME;
        }
        version++;
        return before == null ? Put.ADDED : Put.CHANGED;
    }

    synchronized Optional<Item> remove(String path) {
        Item gone = byPath.remove(path);
        if (gone != null) {
            byId.remove(gone.id());
            version++;
        }
        return Optional.ofNullable(gone);
    }
}
