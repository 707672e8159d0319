package orchestrator;

import orchestrator.demo.DemoOptions;
import orchestrator.file.FailPoints;
import orchestrator.worker.Pace;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** The product as the kill loop runs it: on a disk that forgets, ending itself where it is told to. */
final class KillLoopChild {

    private KillLoopChild() {
    }

    /**
     * Arguments: home, the ComfyUI's address or "none", the planted bug, point:n or "-", "quick" for one with no
     * patience, and a port.
     */
    public static void main(String[] arguments) {
        Path home = Path.of(arguments[0]);
        Logs.open(home);
        Settings settings = new Settings(home, "127.0.0.1", arguments.length > 5
                ? Integer.parseInt(arguments[5])
                : 0, Optional.of(arguments[1].equals("none") ? List.of() : List.of(URI.create(arguments[1]))), false,
                List.of(home.resolve("models")), home.resolve("output"), Optional.empty(), Optional.empty(), Optional
                        .empty(),
                false);
        Pace quick = new Pace(Duration.ofMillis(200), Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(
                1), Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofMinutes(5),
                arguments.length > 4 ? LiveApp.IMPATIENT.patience() : Pace.Patience.USUAL);
        App app = App.start(settings, new App.Surroundings(PlantedBug.valueOf(arguments[2]).disk(), deadly(
                arguments[3]), InstantSource.system(), RandomGenerator.getDefault(), quick, DemoOptions.fast()));
        System.out.println("Orchestrator is ready at " + app.address());
    }

    static FailPoints deadly(String plan) {
        if (plan.equals("-")) {
            return FailPoints.NONE;
        }
        String point = plan.substring(0, plan.indexOf(':'));
        AtomicInteger left = new AtomicInteger(Integer.parseInt(plan.substring(plan.indexOf(':') + 1)));
        return reached -> {
            if (reached.equals(point) && left.decrementAndGet() == 0) {
                System.out.println("died at " + point);
                System.out.flush();
                Runtime.getRuntime().halt(137);
            }
        };
    }
}
