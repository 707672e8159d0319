package orchestrator.models;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Pictures that lie beside models, as other programs put them there: {@code x.png}, {@code x.preview.jpg}. */
final class SidePictures {

    static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "webp");

    private static final List<String> TAILS = Stream.of(".preview", "")
            .flatMap(middle -> Stream.of("png", "jpg", "jpeg", "webp").map(ending -> middle + "." + ending)).toList();

    private final Map<Path, Picture.Beside> seen = new HashMap<>();

    void add(Path picture, BasicFileAttributes is) {
        seen.put(picture, new Picture.Beside(picture, Long.toHexString(is.size()) + "-"
                + Long.toHexString(is.lastModifiedTime().toMillis())));
    }

    Optional<Picture> of(Path model) {
        String name = model.getFileName().toString();
        String base = name.substring(0, name.lastIndexOf('.'));
        if (seen.isEmpty()) {
            return Optional.empty();
        }
        return TAILS.stream().map(tail -> model.resolveSibling(base + tail)).filter(seen::containsKey).findFirst()
                .map(seen::get);
    }
}
