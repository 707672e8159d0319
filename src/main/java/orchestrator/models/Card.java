package orchestrator.models;

import java.util.List;
import java.util.Optional;

/**
 * What the maker of a model wrote into it. Text of strangers: shortened, without control characters, never markup.
 *
 * @param triggerWords words the model was trained to answer to, the most telling first
 */
public record Card(Optional<String> title, List<String> triggerWords) {

    public static final Card EMPTY = new Card(Optional.empty(), List.of());

    public Card {
        triggerWords = List.copyOf(triggerWords);
    }
}
