package orchestrator.models;

import java.util.List;
import java.util.Optional;

/**
 * What the maker of a model wrote into it, or somebody put beside it. Text of strangers: shortened, without control
 * characters, never markup.
 *
 * @param triggerWords words the model was trained to answer to, the most telling first
 * @param resolution   of the pictures it was trained with
 * @param picture      what it makes, to be shown small
 */
public record Card(Optional<String> title, List<String> triggerWords, Optional<Resolution> resolution,
        Optional<Picture> picture) {

    /** Pixels. */
    public record Resolution(int width, int height) {}

    public static final Card EMPTY = new Card(Optional.empty(), List.of(), Optional.empty(), Optional.empty());

    public Card {
        triggerWords = List.copyOf(triggerWords);
    }

    Card with(Picture shown) {
        return new Card(title, triggerWords, resolution, Optional.of(shown));
    }
}
