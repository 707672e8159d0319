package orchestrator.canvas;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All items by path and by id, and the frozen lists that pages are cut from. Safe for many threads. */
final class CanvasIndex {

    private record Frozen(CanvasQuery query, Item[] items, long bytes) {}

    private final Map<String, Item> byPath = new HashMap<>();
    private final Map<String, Item> byId = new HashMap<>();
    private final Cache<String, Frozen> snaps = Caffeine.newBuilder().maximumSize(64)
            .expireAfterAccess(Duration.ofMinutes(10)).build();
    private long version;

    synchronized Optional<Item> byPath(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    synchronized Optional<Item> byId(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    synchronized List<String> paths() {
        return List.copyOf(byPath.keySet());
    }

    synchronized int size() {
        return byPath.size();
    }

    /** Whether something is another thing now. */
    synchronized boolean put(Item item) {
        Item before = byPath.put(item.path(), item);
        byId.put(item.id(), item);
        boolean news = !item.equals(before);
        version += news ? 1 : 0;
        return news;
    }

    synchronized Optional<Item> remove(String path) {
        Item gone = byPath.remove(path);
        if (gone != null) {
            byId.remove(gone.id());
            version++;
        }
        return Optional.ofNullable(gone);
    }

    /** A page of the list as it is now. */
    CanvasPage page(CanvasQuery query, int offset, int limit) {
        String snap;
        Collection<Item> all;
        synchronized (this) {
            snap = Long.toString(version, 36) + "-" + Integer.toString(query.hashCode() & Integer.MAX_VALUE, 36);
            all = snaps.getIfPresent(snap) == null ? List.copyOf(byPath.values()) : List.of();
        }
        Frozen frozen = snaps.get(snap, _ -> freeze(query, all));
        return page(frozen, snap, offset, limit);
    }

    /** A page of a list frozen before; empty when it is no longer kept. */
    Optional<CanvasPage> page(String snap, int offset, int limit) {
        return Optional.ofNullable(snaps.getIfPresent(snap)).map(frozen -> page(frozen, snap, offset, limit));
    }

    private static CanvasPage page(Frozen frozen, String snap, int offset, int limit) {
        int from = Math.clamp(offset, 0, frozen.items().length);
        int to = Math.clamp((long) from + limit, from, frozen.items().length);
        return new CanvasPage(List.of(Arrays.copyOfRange(frozen.items(), from, to)), frozen.items().length, frozen
                .bytes(), snap);
    }

    private static Frozen freeze(CanvasQuery query, Collection<Item> all) {
        Item[] items = all.stream().filter(query::admits).sorted(order(query)).toArray(Item[]::new);
        return new Frozen(query, items, Arrays.stream(items).mapToLong(Item::size).sum());
    }

    private static Comparator<Item> order(CanvasQuery query) {
        Comparator<Item> byName = Comparator.comparing(Item::name, NaturalOrder.INSTANCE).thenComparing(Item::path);
        Comparator<Item> order = switch (query.sort()) {
            case DATE -> Comparator.comparing(Item::created).thenComparing(byName);
            case NAME -> byName;
            case SIZE -> Comparator.comparingLong(Item::size).thenComparing(byName);
        };
        return query.ascending() ? order : order.reversed();
    }
}
