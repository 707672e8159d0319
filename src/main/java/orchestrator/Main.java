package orchestrator;

import orchestrator.file.RealDisk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** The command line: starts the program, or says in one line why not. */
public final class Main {

    private static final int WRONG_START = 2;

    private Main() {
    }

    /** Ends with status 2 and one line on standard error when the program cannot start. */
    public static void main(String[] arguments) {
        try {
            switch (CommandLine.parse(arguments, System.getenv(), Path.of(""))) {
                case CommandLine.Wish.Say(String text) -> System.out.println(text.stripTrailing());
                case CommandLine.Wish.Serve(Settings settings) -> serve(settings);
            }
        } catch (StartFailure failure) {
            System.err.println("orchestrator: " + failure.getMessage());
            System.exit(WRONG_START);
        }
    }

    private static void serve(Settings settings) {
        prepare(settings);
        Logs.open(settings.home());
        App app = App.start(settings, App.Surroundings.real(new RealDisk(), InstantSource.system(),
                RandomGenerator.getDefault()));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(app::close));
        System.out.println("Orchestrator is ready at " + app.address());
        System.out.flush();
    }

    // Before anything else, the log too, would stumble over it one by one.
    private static void prepare(Settings settings) {
        try {
            Files.createDirectories(settings.own());
        } catch (IOException refused) {
            throw cannotWrite(settings);
        }
        if (!Files.isWritable(settings.own())) {
            throw cannotWrite(settings);
        }
    }

    private static StartFailure cannotWrite(Settings settings) {
        return new StartFailure(settings.home() + " is no folder that can be written. Make it one, or give another"
                + " --home.");
    }
}
