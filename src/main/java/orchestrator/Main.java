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
                case CommandLine.Wish.Work(WorkerSettings settings) -> work(settings);
            }
        } catch (StartFailure failure) {
            System.err.println("orchestrator: " + failure.getMessage());
            System.exit(WRONG_START);
        }
    }

    private static void serve(Settings settings) {
        prepare(settings.home(), settings.own());
        Logs.open(settings.home());
        App app = App.start(settings, App.Surroundings.real(new RealDisk(), InstantSource.system(),
                RandomGenerator.getDefault()));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(app::close));
        System.out.println("Orchestrator is ready at " + app.address());
        System.out.flush();
    }

    private static void work(WorkerSettings settings) {
        prepare(settings.home(), settings.own());
        Logs.open(settings.home());
        WorkerApp app = WorkerApp.start(settings, App.Surroundings.real(new RealDisk(), InstantSource.system(),
                RandomGenerator.getDefault()));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(app::close));
        System.out.println("The worker " + settings.name() + " is ready, for " + settings.server());
        System.out.flush();
        try {
            app.awaitEnd();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    // Before anything else, the log too, would stumble over it one by one.
    private static void prepare(Path home, Path own) {
        try {
            Files.createDirectories(own);
        } catch (IOException refused) {
            throw cannotWrite(home);
        }
        if (!Files.isWritable(own)) {
            throw cannotWrite(home);
        }
    }

    private static StartFailure cannotWrite(Path home) {
        return new StartFailure(home + " is no folder that can be written. Make it one, or give another"
                + " --home.");
    }
}
