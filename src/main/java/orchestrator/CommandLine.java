package orchestrator;

import orchestrator.settings.EngineAddress;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The words of the command line, and the environment behind them, as checked {@link Settings}. */
@Command(name = "orchestrator", mixinStandardHelpOptions = true, sortOptions = false, synopsisHeading = "Usage: java -jar orchestrator.jar [serve] [options]%n       java -jar orchestrator.jar worker [options]%n", customSynopsis = "", description = "A studio over ComfyUI that never loses a job.", footer = {
        "", "Each option has an environment variable: --port is ORCHESTRATOR_PORT, and so on.",
        "COMFYUI_URL is --comfyui."})
final class CommandLine {

    @Option(names = "--home", paramLabel = "DIR", description = "where jobs, output, models and logs are kept (default: the working folder)")
    private String home;

    @Option(names = "--host", paramLabel = "ADDR", description = "address to listen at (default: 127.0.0.1); any other needs a token")
    private String host;

    @Option(names = "--port", paramLabel = "N", description = "port to listen at, 0 for a free one (default: 8190)")
    private String port;

    @Option(names = "--comfyui", paramLabel = "URL|none", description = "a ComfyUI, repeatable (default: http://127.0.0.1:8188)")
    private List<String> comfyui;

    @Option(names = "--demo", description = "start a ComfyUI inside that only paints, to try everything without a GPU")
    private boolean demo;

    @Option(names = "--models", paramLabel = "DIR", description = "a folder with models, repeatable (default: models)")
    private List<String> models;

    @Option(names = "--output", paramLabel = "DIR", description = "where results go (default: output)")
    private String output;

    @Option(names = "--token", paramLabel = "TOKEN", description = "what everybody has to show who opens the page, at least 32 characters")
    private String token;

    @Option(names = "--worker-token", paramLabel = "TOKEN", description = "what worker processes show, at least 32 characters (default: kept in .orchestrator/worker-token)")
    private String workerToken;

    @Option(names = "--lang", paramLabel = "en|ru", description = "language of the page (default: the browser's)")
    private String lang;

    @Option(names = "--dev", description = "read templates and static files anew at each request")
    private boolean dev;

    /** What the user asked for. */
    sealed interface Wish {

        record Serve(Settings settings) implements Wish {}

        record Work(WorkerSettings settings) implements Wish {}

        /** Text for standard output; nothing is started. */
        record Say(String text) implements Wish {}
    }

    /** @throws StartFailure an option is wrong; the message is one line that says what to do */
    static Wish parse(String[] arguments, Map<String, String> environment, Path workingFolder) {
        if (arguments.length > 0 && arguments[0].equals("worker")) {
            return WorkerWords.parse(Arrays.copyOfRange(arguments, 1, arguments.length), environment, workingFolder);
        }
        CommandLine words = new CommandLine();
        picocli.CommandLine parser = new picocli.CommandLine(words);
        String[] options = arguments.length > 0 && arguments[0].equals("serve")
                ? Arrays.copyOfRange(arguments, 1, arguments.length)
                : arguments;
        read(parser, options, "--help");
        if (parser.isUsageHelpRequested()) {
            return new Wish.Say(parser.getUsageMessage());
        }
        if (parser.isVersionHelpRequested()) {
            return new Wish.Say("Orchestrator " + version());
        }
        return new Wish.Serve(words.settings(new Surroundings(environment, workingFolder)));
    }

    static void read(picocli.CommandLine parser, String[] options, String help) {
        try {
            parser.parseArgs(options);
        } catch (ParameterException wrong) {
            throw new StartFailure(wrong.getMessage().lines().findFirst().orElse("wrong options") + ". See " + help
                    + ".");
        }
    }

    static String version() {
        return Optional.ofNullable(CommandLine.class.getPackage().getImplementationVersion()).orElse("development");
    }

    /** Where words that were left out come from. */
    record Surroundings(Map<String, String> environment, Path workingFolder) {

        Optional<String> either(String option, String name) {
            return Optional.ofNullable(option).or(() -> Optional.ofNullable(environment.get(name)))
                    .filter(text -> !text.isBlank());
        }

        List<String> all(List<String> options, String name, String separator) {
            if (options != null) {
                return options;
            }
            String listed = environment.getOrDefault(name, "");
            return listed.isBlank() ? List.of() : List.of(listed.split(java.util.regex.Pattern.quote(separator)));
        }

        boolean flag(boolean option, String name) {
            return option || environment.getOrDefault(name, "").equalsIgnoreCase("true")
                    || environment.getOrDefault(name, "").equals("1");
        }

        Path path(String option, String text) {
            try {
                return workingFolder.resolve(text).toAbsolutePath().normalize();
            } catch (InvalidPathException wrong) {
                throw new StartFailure(option + ": \"" + text + "\" is no folder name on this system.");
            }
        }
    }

    private Settings settings(Surroundings in) {
        Path homeFolder = in.path("--home", in.either(home, "ORCHESTRATOR_HOME").orElse(""));
        Function<String, Path> below = name -> homeFolder.resolve(name);
        String address = in.either(host, "ORCHESTRATOR_HOST").orElse("127.0.0.1");
        Optional<String> secret = in.either(token, "ORCHESTRATOR_TOKEN");
        Optional<String> workers = in.either(workerToken, "ORCHESTRATOR_WORKER_TOKEN");
        checkToken(address, secret);
        check("--token", secret);
        check("--worker-token", workers);
        List<Path> folders = new ArrayList<>();
        in.all(models, "ORCHESTRATOR_MODELS", java.io.File.pathSeparator)
                .forEach(folder -> folders.add(in.path("--models", folder)));
        boolean painting = in.flag(demo, "ORCHESTRATOR_DEMO");
        return new Settings(homeFolder, address, port(in.either(port, "ORCHESTRATOR_PORT")), engines(in),
                painting, folders.isEmpty() ? List.of(below.apply("models")) : folders,
                in.either(output, "ORCHESTRATOR_OUTPUT").map(text -> in.path("--output", text))
                        .orElseGet(() -> below.apply("output")),
                secret, workers, language(in.either(lang, "ORCHESTRATOR_LANG")), in.flag(dev, "ORCHESTRATOR_DEV"));
    }

    private static void checkToken(String host, Optional<String> token) {
        if (token.isEmpty() && !Settings.isLoopback(host)) {
            throw new StartFailure("--host " + host + " lets other machines in: give a --token of at least "
                    + Settings.MIN_TOKEN + " characters, or leave --host out.");
        }
    }

    private static void check(String option, Optional<String> token) {
        if (token.isPresent() && token.get().length() < Settings.MIN_TOKEN) {
            throw new StartFailure(option + " is too short: take at least " + Settings.MIN_TOKEN + " characters.");
        }
        if (token.isPresent() && !token.get().chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new StartFailure(option + " may hold only visible ASCII characters.");
        }
    }

    private static int port(Optional<String> text) {
        try {
            int number = text.map(Integer::parseInt).orElse(Settings.DEFAULT_PORT);
            if (number >= 0 && number <= 65_535) {
                return number;
            }
        } catch (NumberFormatException wrong) {
            // Told below, as a number out of range is.
        }
        throw new StartFailure("--port: \"" + text.orElse("") + "\" is no port; give a number from 0 to 65535.");
    }

    private Optional<List<URI>> engines(Surroundings in) {
        List<String> named = in.all(comfyui, "COMFYUI_URL", ",");
        if (named.contains("none")) {
            return Optional.of(List.of());
        }
        return Optional.of(named.stream().map(text -> address("--comfyui", text)).distinct().toList())
                .filter(all -> !all.isEmpty());
    }

    /** The address that an option gives. */
    static URI address(String option, String text) {
        return EngineAddress.read(text).orElseThrow(() -> new StartFailure(option + ": \"" + text
                + "\" is no address; give one like " + Settings.DEFAULT_COMFYUI + "."));
    }

    private static Optional<String> language(Optional<String> text) {
        if (text.isPresent() && !List.of("en", "ru").contains(text.get())) {
            throw new StartFailure("--lang: \"" + text.get() + "\" is not spoken here; give en or ru.");
        }
        return text;
    }
}
