package orchestrator.canvas;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Lists as they were when they were asked for, so that pages cut from one never shift. Kept for a while. */
final class Snapshots {

    private static final Duration KEPT = Duration.ofMinutes(10);
    /** Entries of all lists together: about 20 MB. */
    private static final long MAX_ENTRIES = 4_000_000;

    private record Frozen(Item[] items, long bytes) {}

    private final CanvasIndex index;
    // A name given before a restart must not name another list after it.
    private final String start;
    private final Cache<String, Frozen> lists;

    Snapshots(CanvasIndex index, InstantSource time) {
        this.index = index;
        this.start = Long.toString(time.millis(), 36);
        this.lists = Caffeine.newBuilder().maximumWeight(MAX_ENTRIES)
                .weigher((String _, Frozen list) -> 1 + list.items().length).expireAfterAccess(KEPT)
                .ticker(() -> Duration.ofMillis(time.millis()).toNanos()).build();
    }

    /** A page of the list as it is now. */
    CanvasPage page(CanvasQuery query, int offset, int limit) {
        String wanted = snap(index.version(), query);
        Frozen known = lists.getIfPresent(wanted);
        if (known != null) {
            return page(known, wanted, offset, limit);
        }
        CanvasIndex.All all = index.all();
        Frozen list = freeze(query, all.items());
        String snap = snap(all.version(), query);
        lists.put(snap, list);
        return page(list, snap, offset, limit);
    }

    /** A page of a list frozen before; empty when it is no longer kept. */
    Optional<CanvasPage> page(String snap, int offset, int limit) {
        return Optional.ofNullable(lists.getIfPresent(snap)).map(list -> page(list, snap, offset, limit));
    }

    /** Where an item stands in a list frozen before, from 0; empty when it is not in it, or the list is no longer kept. */
    OptionalInt rank(String snap, String id) {
        return Optional.ofNullable(lists.getIfPresent(snap)).map(Frozen::items)
                .map(items -> IntStream.range(0, items.length).filter(i -> items[i].id().equals(id)).findFirst())
                .orElse(OptionalInt.empty());
    }

    private String snap(long version, CanvasQuery query) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(query.toString().getBytes(
                    StandardCharsets.UTF_8));
            return start + "-" + Long.toString(version, 36) + "-" + HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static CanvasPage page(Frozen list, String snap, int offset, int limit) {
        int from = Math.clamp(offset, 0, list.items().length);
        int to = Math.clamp((long) from + limit, from, list.items().length);
        return new CanvasPage(List.of(Arrays.copyOfRange(list.items(), from, to)), list.items().length, list.bytes(),
                snap);
    }

    private static Frozen freeze(CanvasQuery query, List<Item> all) {
        Item[] items = all.stream().filter(query::admits).sorted(order(query)).toArray(Item[]::new);
        return new Frozen(items, Arrays.stream(items).mapToLong(Item::size).sum());
    }

    private static Comparator<Item> order(CanvasQuery query) {
        Comparator<Item> byName = Comparator.comparing(Item::name, NaturalOrder.INSTANCE).thenComparing(Item::path);
        return switch (query.sort()) {
            case DATE -> directed(Comparator.comparing(Item::created), query).thenComparing(byName);
            case NAME -> directed(byName, query);
            case SIZE -> directed(Comparator.comparingLong(Item::size), query).thenComparing(byName);
        };
    }

    private static Comparator<Item> directed(Comparator<Item> order, CanvasQuery query) {
        return query.ascending() ? order : order.reversed();
    }
}
