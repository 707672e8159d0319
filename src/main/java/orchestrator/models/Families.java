package orchestrator.models;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Says what a file is. Tensors are believed before metadata, metadata before the name. */
final class Families {

    // Distilling leaves no mark in names or shapes of tensors.
    private static final Set<Trait> UNSEEN = Set.of(Trait.TURBO, Trait.LIGHTNING, Trait.HYPER, Trait.LCM,
            Trait.V_PREDICTION);

    private Families() {
    }

    /**
     * Looks into the file where that is safe: only safetensors. Pickles can run code, so they are never opened.
     *
     * @param path as in {@link ModelFile#path}
     */
    static Description describe(Path file, String path, Kind folder, long size) {
        String lower = path.toLowerCase(Locale.ROOT);
        Description guess = Names.guess(path, folder, size);
        if (!lower.endsWith(".safetensors") && !lower.endsWith(".sft")) {
            return guess;
        }
        try {
            SafetensorsHeader header = SafetensorsHeader.read(file);
            Description is = withFolder(describe(header, guess), folder);
            return Covers.isIn(header.metadata())
                    ? is.with(is.card().with(new Picture.Inside(file, "")))
                    : is;
        } catch (BadHeader bad) {
            return guess.with(bad.problem());
        } catch (IOException unreadable) {
            return guess
                    .with(new Problem("model-unreadable", "The file cannot be read: check its rights and the disk"));
        }
    }

    /** @param guess what the name says, used for what the header leaves open */
    static Description describe(SafetensorsHeader header, Description guess) {
        Description is = Loras.recognize(header).or(() -> ControlNets.recognize(header))
                .or(() -> BaseModels.recognize(header)).or(() -> Components.recognize(header))
                .orElse(Description.NOTHING);
        Description told = is.family() == Family.UNKNOWN
                ? ModelCard.family(header.metadata()).map(is::with).orElseGet(() -> guessed(is, guess))
                : is;
        Card card = ModelCard.of(header.metadata());
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        traits.addAll(told.traits());
        Stream.concat(guess.traits().stream(),
                Names.traits(card.title().orElse(""), told.kind().orElse(Kind.OTHER)).stream())
                .filter(UNSEEN::contains).forEach(traits::add);
        return told.withTraits(traits).with(card);
    }

    private static Description guessed(Description is, Description guess) {
        Description named = guess.family() == Family.UNKNOWN ? is : is.guessed(guess.family());
        return is.kind().isPresent() ? named : named.withParts(guess.parts());
    }

    // ComfyUI loads by folder, and would fail only when the job runs.
    private static Description withFolder(Description is, Kind folder) {
        Optional<Kind> other = is.kind().filter(kind -> kind != folder && !works(kind, folder));
        return other.map(kind -> is.with(new Problem("model-wrong-folder",
                "This is a " + kind.word() + ": it belongs into " + kind.folder().orElse("another folder"))))
                .orElse(is);
    }

    private static boolean works(Kind kind, Kind folder) {
        boolean samples = kind == Kind.CHECKPOINT || kind == Kind.DIFFUSION_MODEL;
        return folder == Kind.OTHER || folder == Kind.STYLE_MODEL
                || samples && (folder == Kind.CHECKPOINT || folder == Kind.DIFFUSION_MODEL);
    }
}
