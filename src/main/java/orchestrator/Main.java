package orchestrator;

import orchestrator.file.RealDisk;

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
        Logs.open(settings.home());
        App app = App.start(settings, App.Surroundings.real(new RealDisk(), InstantSource.system(),
                RandomGenerator.getDefault()));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(app::close));
        System.out.println("Orchestrator is ready at " + app.address());
        System.out.flush();
    }
}
