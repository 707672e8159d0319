package orchestrator;

import orchestrator.settings.WorkerToken;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The words behind {@code worker} on the command line, as checked {@link WorkerSettings}. */
@Command(name = "orchestrator worker", mixinStandardHelpOptions = true, sortOptions = false, synopsisHeading = "Usage: java -jar orchestrator.jar worker --server URL [options]%n", customSynopsis = "", description = "Runs jobs of an Orchestrator elsewhere on a ComfyUI.")
final class WorkerWords {

    private static final String OWN = ".orchestrator";

    @Option(names = "--server", paramLabel = "URL", description = "the Orchestrator whose jobs are run (default: http://127.0.0.1:8190)")
    private String server;

    @Option(names = "--comfyui", paramLabel = "URL", description = "the ComfyUI that runs them (default: http://127.0.0.1:8188)")
    private String comfyui;

    @Option(names = "--token", paramLabel = "TOKEN", description = "the server's worker-token, where it asks for one")
    private String token;

    @Option(names = "--home", paramLabel = "DIR", description = "where this worker keeps its own (default: .orchestrator/workers/<name>)")
    private String home;

    @Option(names = "--name", paramLabel = "NAME", description = "what it is called, the same after a restart (default: this host and ComfyUI's port)")
    private String name;

    /** @throws StartFailure an option is wrong; the message is one line that says what to do */
    static CommandLine.Wish parse(String[] options, Map<String, String> environment, Path workingFolder) {
        WorkerWords words = new WorkerWords();
        picocli.CommandLine parser = new picocli.CommandLine(words);
        CommandLine.read(parser, options, "worker --help");
        return parser.isUsageHelpRequested()
                ? new CommandLine.Wish.Say(parser.getUsageMessage())
                : new CommandLine.Wish.Work(words.settings(new CommandLine.Surroundings(environment, workingFolder)));
    }

    private WorkerSettings settings(CommandLine.Surroundings in) {
        URI from = CommandLine.address("--server", in.either(server, "ORCHESTRATOR_SERVER")
                .orElse("http://127.0.0.1:" + Settings.DEFAULT_PORT));
        URI engine = CommandLine.address("--comfyui", in.either(comfyui, "COMFYUI_URL")
                .orElse(Settings.DEFAULT_COMFYUI));
        String called = in.either(name, "ORCHESTRATOR_NAME").orElseGet(() -> usual(engine));
        if (!called.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new StartFailure("--name: \"" + called + "\" may have 1 to 64 letters, digits, dots, dashes or"
                    + " underscores.");
        }
        Path folder = in.path("--home", in.either(home, "ORCHESTRATOR_WORKER_HOME")
                .orElse(OWN + "/workers/" + called));
        return new WorkerSettings(from, engine, in.either(token, "ORCHESTRATOR_TOKEN").or(() -> kept(in.path("--home",
                OWN))), folder, called);
    }

    // Beside a server on this machine its own file tells.
    private static Optional<String> kept(Path own) {
        try {
            return WorkerToken.kept(own);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static String usual(URI comfyui) {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            host = "worker";
        }
        String plain = host.replaceAll("[^A-Za-z0-9.-]", "-").replaceAll("^[^A-Za-z0-9]+", "");
        return (plain.isEmpty() ? "worker" : plain.substring(0, Math.min(50, plain.length()))) + "-"
                + Math.max(80, comfyui.getPort());
    }
}
