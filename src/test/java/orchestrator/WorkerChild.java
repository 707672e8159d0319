package orchestrator;

import orchestrator.demo.DemoOptions;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A worker process with little patience, ending itself where it is told to. */
final class WorkerChild {

    private WorkerChild() {
    }

    /** Arguments: home, the server's address, the ComfyUI's, its name, the planted bug, and point:n or "-". */
    public static void main(String[] arguments) throws InterruptedException {
        Path home = Path.of(arguments[0]);
        Logs.open(home);
        WorkerApp app = WorkerApp.start(
                new WorkerSettings(URI.create(arguments[1]), URI.create(arguments[2]), Optional.empty(), home,
                        arguments[3]),
                new App.Surroundings(PlantedBug.valueOf(arguments[4]).disk(), KillLoopChild.deadly(
                        arguments[5]), InstantSource.system(), RandomGenerator.getDefault(), LiveApp.QUICK,
                        DemoOptions
                                .fast()));
        System.out.println("The worker is ready");
        app.awaitEnd();
    }
}
