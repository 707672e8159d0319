package orchestrator;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server that only lends, or a worker of it, in a process of its own that is to be killed and started again. */
final class CrewVictim {

    private final List<String> command;
    private Process process;

    private CrewVictim(Class<?> entry, List<String> arguments) {
        this.command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dlogback.configurationFile=logback.xml",
                "-cp", System.getProperty("java.class.path"), entry.getName()));
        command.addAll(arguments);
    }

    static CrewVictim server(Path home, int port) {
        return new CrewVictim(KillLoopChild.class, List.of(home.toString(), "none", PlantedBug.NONE.name(), "-",
                "quick", Integer.toString(port)));
    }

    static CrewVictim worker(Path home, URI server, URI comfy, String name) {
        return new CrewVictim(WorkerChild.class, List.of(home.toString(), server.toString(), comfy.toString(), name,
                PlantedBug.NONE.name(), "-"));
    }

    /** Starts it unless it is there. @param plan the failure point at which it ends itself, and at the how many-th time, or "-" */
    void up(String plan) throws IOException, InterruptedException {
        if (process != null && process.isAlive()) {
            return;
        }
        List<String> planned = new ArrayList<>(command);
        planned.set(planned.lastIndexOf("-"), plan);
        process = new ProcessBuilder(planned).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String line = process.inputReader().readLine();
        while (line != null && !line.contains("ready")) {
            line = process.inputReader().readLine();
        }
        if (line == null) {
            // It died at its point while it was starting.
            process.waitFor();
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it ends by itself within that time. */
    boolean ends(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }
}
