package orchestrator;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program in a process of its own, through its own entry, with its own log settings. */
final class Child implements AutoCloseable {

    private static final String READY = "Orchestrator is ready at ";
    private static final Duration HANG_GUARD = Duration.ofSeconds(60);

    private final Process process;
    private final Path errors;

    /** How a process ended. */
    record End(int status, String out, String errors) {}

    private Child(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    static Child start(String... arguments) throws IOException {
        return start(List.of(), Path.of(System.getProperty("java.home")), arguments);
    }

    /**
     * @param before words in front of the command
     * @param java   the home of the Java that runs it
     */
    static Child start(List<String> before, Path java, String... arguments) throws IOException {
        return start(before, java, Launcher.class, List.of(arguments));
    }

    /** The program with little patience, so that seconds are long for it; it ends itself as {@link KillLoopChild} does. */
    static Child quick(Path home, URI comfy, String plan) throws IOException {
        return start(List.of(), Path.of(System.getProperty("java.home")), KillLoopChild.class, List.of(home.toString(),
                comfy.toString(), PlantedBug.NONE.name(), plan, "quick"));
    }

    /** The program for worker processes alone. */
    static Child lending(Path home, int port) throws IOException {
        return start("--home", home.toString(), "--comfyui", "none", "--port", Integer.toString(port));
    }

    /** A worker process. */
    static Child worker(Path home, URI server, URI comfy, String name) throws IOException {
        return start(List.of(), Path.of(System.getProperty("java.home")), WorkerChild.class, List.of(home.toString(),
                server.toString(), comfy.toString(), name, PlantedBug.NONE.name(), "-"));
    }

    private static Child start(List<String> before, Path java, Class<?> entry, List<String> arguments)
            throws IOException {
        Path errors = Files.createTempFile("errors", ".txt");
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(java.resolve("bin/java").toString(), "-Xmx256m", "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Dlogback.configurationFile=logback.xml", "-cp", System
                        .getProperty("java.class.path"),
                entry.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ORCHESTRATOR_") || name.equals("COMFYUI_URL"));
        return new Child(builder.start(), errors);
    }

    long pid() {
        return process.pid();
    }

    /** Waits for the line that says where it is ready. */
    URI ready() throws IOException {
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(READY)) {
                return URI.create(line.substring(READY.length()));
            }
        }
        throw new AssertionError("it ended before it was ready: " + errors());
    }

    String errors() throws IOException {
        return Files.readString(errors);
    }

    /** SIGTERM, and how it ended; fails when that takes longer. */
    End terminate(Duration atMost) throws IOException, InterruptedException {
        askToEnd();
        return end(atMost);
    }

    /** SIGTERM. */
    void askToEnd() {
        process.toHandle().destroy();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends a signal that Java has no word for, such as {@code STOP}. */
    void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start().waitFor();
        if (status != 0) {
            throw new AssertionError("kill -" + name + " ended with " + status);
        }
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    End end() throws IOException, InterruptedException {
        return end(HANG_GUARD);
    }

    private End end(Duration atMost) throws IOException, InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("it still runs after " + atMost + ": " + errors());
        }
        return new End(process.exitValue(), process.inputReader().readAllAsString(), errors());
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(errors);
    }
}
