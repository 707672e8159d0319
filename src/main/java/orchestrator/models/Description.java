package orchestrator.models;

import java.util.Optional;
import java.util.Set;

/**
 * What is known of a file by looking into it, or guessed from its name.
 *
 * @param kind    what the tensors are, whatever the folder; empty when they are of no known shape
 * @param guessed whether the family comes from the name alone
 * @param problem why the file can not be used
 */
record Description(Optional<Kind> kind, Family family, boolean guessed, Set<Trait> traits, Set<Part> parts, Card card,
        Optional<Problem> problem) {

    static final Description NOTHING = new Description(Optional.empty(), Family.UNKNOWN, false, Set.of(), Set.of(),
            Card.EMPTY, Optional.empty());

    Description {
        traits = Set.copyOf(traits);
        parts = Set.copyOf(parts);
    }

    static Description of(Kind kind, Family family, Set<Trait> traits, Set<Part> parts) {
        return new Description(Optional.of(kind), family, false, traits, parts, Card.EMPTY, Optional.empty());
    }

    Description guessed(Family likely) {
        return new Description(kind, likely, true, traits, parts, card, problem);
    }

    Description with(Family told) {
        return new Description(kind, told, guessed, traits, parts, card, problem);
    }

    Description withTraits(Set<Trait> all) {
        return new Description(kind, family, guessed, all, parts, card, problem);
    }

    Description withParts(Set<Part> all) {
        return new Description(kind, family, guessed, traits, all, card, problem);
    }

    Description with(Card written) {
        return new Description(kind, family, guessed, traits, parts, written, problem);
    }

    Description with(Problem trouble) {
        return new Description(kind, family, guessed, traits, parts, card, Optional.of(trouble));
    }
}
