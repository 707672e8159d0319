package orchestrator;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The product in a process of its own that is to be killed.
 *
 * @param address absent when it died before it was ready
 */
record Victim(Process process, Optional<URI> address) {

    private static final String READY = "Orchestrator is ready at ";

    /** @param plan the failure point at which it ends itself, and at the how many-th time, or "-" */
    static Victim start(Path home, URI comfy, PlantedBug bug, String plan) throws IOException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dlogback.configurationFile=logback.xml",
                "-cp", System.getProperty("java.class.path"), KillLoopChild.class.getName(), home.toString(), comfy
                        .toString(),
                bug.name(), plan).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(READY)) {
                return new Victim(process, Optional.of(URI.create(line.substring(READY.length()))));
            }
        }
        return new Victim(process, Optional.empty());
    }

    /** Whether it ended by itself within that time. */
    boolean ends(Duration within) throws InterruptedException {
        return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM. Whether it ended in time; it is gone in any case. */
    boolean endsWhenAsked(Duration within) throws InterruptedException {
        process.destroy();
        boolean ended = ends(within);
        kill();
        return ended;
    }
}
