package orchestrator.models;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** The families that users gave to models whose files do not tell theirs. Safe for many threads. */
public final class Choices {

    private final Map<String, Family> byPath = new ConcurrentHashMap<>();
    private final BiConsumer<String, Optional<String>> keep;

    /**
     * @param kept by path, in the API's words; what is no word of ours is of a later version and left alone
     * @param keep writes a choice down, or strikes it out, and returns when that is done
     */
    public Choices(Map<String, String> kept, BiConsumer<String, Optional<String>> keep) {
        kept.forEach((path, type) -> Family.of(type).ifPresent(family -> byPath.put(path, family)));
        this.keep = keep;
    }

    /** None yet, and further ones end with the process. */
    public static Choices unkept() {
        return new Choices(Map.of(), (_, _) -> {});
    }

    Optional<Family> of(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    void set(String path, Optional<Family> family) {
        keep.accept(path, family.map(Family::type));
        family.ifPresentOrElse(told -> byPath.put(path, told), () -> byPath.remove(path));
    }
}
