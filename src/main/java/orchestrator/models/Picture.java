package orchestrator.models;

import orchestrator.file.SafePath;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A picture that shows what a model makes. Where it lies never comes from a request. */
public sealed interface Picture {

    /** Another one when the picture may be another one. */
    String version();

    /** Its bytes, read now: those of a PNG, JPEG, WebP or GIF file, or of one that claims to be. */
    Optional<byte[]> bytes();

    /** In the metadata of the model's own file. */
    record Inside(Path model, String version) implements Picture {

        @Override
        public Optional<byte[]> bytes() {
            return Covers.read(model);
        }
    }

    /** A file beside the model's, called like it. */
    record Beside(Path file, String version) implements Picture {

        private static final long MAX_BYTES = 32L << 20;

        @Override
        public Optional<byte[]> bytes() {
            try {
                Optional<Path> plain = SafePath.below(file.getParent()).file(file.getFileName().toString());
                return plain.isPresent() && Files.size(plain.get()) <= MAX_BYTES
                        ? Optional.of(Files.readAllBytes(plain.get()))
                        : Optional.empty();
            } catch (IOException gone) {
                return Optional.empty();
            }
        }
    }
}
