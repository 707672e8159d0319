package orchestrator.settings;

import orchestrator.file.DurableFiles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What holds now, of what the command line fixes and what the user may change while the program runs. */
public final class LiveSettings {

    private final PreferencesFile file;
    private final Given given;
    private volatile Preferences chosen;
    private Consumer<Now> listener = _ -> {};

    /**
     * What the command line says. Where it says something, the user cannot change it.
     *
     * @param usual addresses where neither it nor the user names any
     */
    public record Given(Optional<List<URI>> comfyui, List<URI> usual, Optional<String> language) {}

    /** @param fixed names of the fields that the command line says */
    public record Now(long rev, List<URI> comfyui, Optional<String> language, Set<String> fixed) {}

    /** Somebody changed the settings since the caller looked. */
    public static final class Stale extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final long rev;

        private Stale(long rev) {
            super("The settings have changed since you read them; read them again.", null, false, false);
            this.rev = rev;
        }

        public long rev() {
            return rev;
        }
    }

    private LiveSettings(PreferencesFile file, Given given, Preferences chosen) {
        this.file = file;
        this.given = given;
        this.chosen = chosen;
    }

    /**
     * Reads what was kept.
     *
     * @param folder for everything of our own
     */
    public static LiveSettings open(Path folder, DurableFiles files, Given given) throws IOException {
        PreferencesFile file = new PreferencesFile(folder.resolve("settings.json"), files);
        return new LiveSettings(file, given, file.read());
    }

    /** @param whenChanged called after each change, on the thread of who made it */
    public synchronized void onChange(Consumer<Now> whenChanged) {
        listener = whenChanged;
    }

    /** Never waits, also not for a change that is being made. */
    public Now now() {
        Set<String> fixed = new TreeSet<>();
        given.comfyui().ifPresent(_ -> fixed.add("comfyui"));
        given.language().ifPresent(_ -> fixed.add("language"));
        Preferences user = chosen;
        return new Now(user.rev(), given.comfyui().or(user::comfyui).orElse(given.usual()), given.language().or(
                user::language), fixed);
    }

    /**
     * Keeps a change; returns when it is on the disk and in force.
     *
     * @param ifRev the revision it was made from; empty for any
     * @throws Stale                another one has come before
     * @throws UncheckedIOException when the disk refuses; nothing has changed then
     */
    public synchronized Now change(OptionalLong ifRev, UnaryOperator<Preferences> step) {
        if (ifRev.isPresent() && ifRev.getAsLong() != chosen.rev()) {
            throw new Stale(chosen.rev());
        }
        Preferences next = step.apply(chosen);
        if (!next.equals(chosen)) {
            write(next.next());
            listener.accept(now());
        }
        return now();
    }

    private void write(Preferences next) {
        try {
            file.write(next);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
        chosen = next;
    }
}
