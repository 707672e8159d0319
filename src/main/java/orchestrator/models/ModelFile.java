package orchestrator.models;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model somebody can name in a request.
 *
 * @param path    ComfyUI's folder and the name in it, always with {@code /}: {@code checkpoints/sdxl/juggernaut.safetensors}
 * @param guessed whether the family was read from the name only
 * @param size    bytes; 0 where only the name is known
 * @param parts   what the file holds beside the model, or what a text encoder is
 * @param engines the ComfyUIs that list it, each with the name that its graphs must use, letter by letter
 *                ({@code sdxl\juggernaut.safetensors} on Windows)
 */
public record ModelFile(String path, Kind kind, Family family, boolean guessed, long size, Set<Trait> traits,
        Set<Part> parts, Card card, Map<String, String> engines, Optional<Problem> problem) {

    public ModelFile {
        traits = Set.copyOf(traits);
        parts = Set.copyOf(parts);
        engines = Map.copyOf(engines);
    }

    /** What can be told of a model from its path alone, while no ComfyUI and no disk has shown it. */
    public static ModelFile guess(String path) {
        String plain = path.replace('\\', '/');
        Kind kind = Kind.inFolder(plain.contains("/") ? plain.substring(0, plain.indexOf('/')) : "");
        Kind likely = kind == Kind.OTHER ? Kind.CHECKPOINT : kind;
        return of(plain, likely, 0, Names.guess(plain, likely, 0));
    }

    static ModelFile of(String path, Kind kind, long size, Description is) {
        return new ModelFile(path, kind, is.family(), is.guessed(), size, is.traits(), is.parts(), is.card(), Map.of(),
                is.problem());
    }

    /** The file's name, such as {@code juggernaut.safetensors}. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The family in the API's words, such as {@code SDXL}. */
    public String type() {
        return family.type();
    }

    public boolean is(Trait trait) {
        return traits.contains(trait);
    }

    public boolean holds(Part part) {
        return parts.contains(part);
    }

    /** What this model is called in a graph for that ComfyUI; empty when it does not list it. */
    public Optional<String> nameOn(String engine) {
        return Optional.ofNullable(engines.get(engine));
    }

    /** Whether the family was read from the file itself. */
    public boolean isCertain() {
        return !guessed && family != Family.UNKNOWN;
    }

    /** The same model, known by its owner to be of this family. What was guessed with the old one is guessed anew. */
    ModelFile as(Family told) {
        Set<Part> brings = parts.equals(Names.parts(kind, family, name()))
                ? Names.parts(kind, told, name())
                : parts;
        return new ModelFile(path, kind, told, false, size, traits, brings, card, engines, problem);
    }

    ModelFile on(Map<String, String> listedBy) {
        return new ModelFile(path, kind, family, guessed, size, traits, parts, card, listedBy, problem);
    }
}
