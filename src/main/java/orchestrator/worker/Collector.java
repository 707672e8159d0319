package orchestrator.worker;

import orchestrator.canvas.Canvas;
import orchestrator.canvas.Media;
import orchestrator.comfyui.ComfyClient;
import orchestrator.comfyui.ComfyFault;
import orchestrator.comfyui.ComfyUnreachable;
import orchestrator.comfyui.Fetched;
import orchestrator.comfyui.HistoryEntry;
import orchestrator.comfyui.OutputFile;
import orchestrator.comfyui.Probe;
import orchestrator.file.DurableFiles;
import orchestrator.job.ImageParams;
import orchestrator.job.Job;
import orchestrator.job.Output;
import orchestrator.queue.Lease;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Brings the results of a prompt from ComfyUI into the output folder. */
final class Collector {

    private static final Logger LOG = LoggerFactory.getLogger("orchestrator.worker.log");
    private static final int PAUSES = 15;

    private final Canvas canvas;
    private final DurableFiles files;
    private final Planner planner;
    private final Duration patience;

    /** @param patience how long no new byte may come while ComfyUI answers */
    Collector(Canvas canvas, DurableFiles files, Planner planner, Duration patience) {
        this.canvas = canvas;
        this.files = files;
        this.planner = planner;
        this.patience = patience;
    }

    /**
     * What a fetch brought.
     *
     * @param outputs those asked for, in order; with a size where the file is here
     * @param missing what the engine calls the first one that cannot be had, or is no longer wanted
     */
    record Haul(List<Output> outputs, Optional<String> missing) {}

    /**
     * Gives each result of a prompt its name in the output folder. Nothing is fetched.
     *
     * @param local ComfyUI's own output folder, where it is on this machine: what lies below ours stays where it is
     */
    List<Output> name(Job job, int sending, HistoryEntry entry, Optional<Path> local) {
        Map<String, OutputFile> once = new LinkedHashMap<>();
        entry.results().forEach(file -> once.putIfAbsent(source(file), file));
        List<Output> named = new ArrayList<>();
        once.forEach((source, file) -> named.add(new Output(local.flatMap(root -> inPlace(root, source))
                .orElseGet(() -> canvas.reserve(planner.word(job), Media.ending(file.filename()), folder(job))), source,
                sending, 0)));
        return named;
    }

    /** Fetches what is not there yet. A cut, slow or missing file is asked for again until the patience ends. */
    Haul fetch(ComfyClient client, Lease lease, List<Output> named) throws InterruptedException {
        List<Output> outputs = new ArrayList<>();
        Optional<String> missing = Optional.empty();
        for (Output output : named) {
            Optional<Output> got = output.fetched() ? Optional.of(output) : bring(client, lease, output);
            missing = missing.or(() -> got.isEmpty() ? Optional.of(output.source()) : Optional.empty());
            outputs.add(got.orElse(output));
        }
        return new Haul(outputs, missing);
    }

    private Optional<Output> bring(ComfyClient client, Lease lease, Output output) throws InterruptedException {
        if (output.inPlace()) {
            return describe(output);
        }
        Duration pause = patience.dividedBy(PAUSES);
        Arrival arrival = new Arrival(patience, lease);
        while (lease.holds() && !arrival.isOver()) {
            try (DurableFiles.Draft draft = files.draft()) {
                Fetched fetched = client.fetch(file(output), arrival.into(draft));
                draft.force();
                if (fetched instanceof Fetched.Complete(long bytes, String _)
                        && canvas.isWhole(draft.file(), output.file())) {
                    canvas.keep(draft, output.file());
                    return Optional.of(output.fetched(bytes));
                }
                LOG.warn("{}: {} came as {}", lease.job().jobId(), output.source(), fetched);
            } catch (ComfyUnreachable down) {
                LOG.warn("{}: {} cannot be fetched now: {}", lease.job().jobId(), output.source(), down.getMessage());
                // While it is down the results wait there; that is no try. A file it alone keeps back is one.
                if (!(client.probe() instanceof Probe.Reachable)) {
                    Thread.sleep(pause);
                    continue;
                }
            } catch (ComfyFault fault) {
                LOG.warn("{}: {} is refused: {}", lease.job().jobId(), output.source(), fault.getMessage());
            } catch (Arrival.GivenUp tooSlow) {
                LOG.warn("{}: {} was given up: {}", lease.job().jobId(), output.source(), tooSlow.getMessage());
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            arrival.failed(pause);
        }
        return Optional.empty();
    }

    private Optional<Output> describe(Output output) {
        try {
            OptionalLong size = canvas.adopt(output.file());
            return size.isPresent() ? Optional.of(output.fetched(size.getAsLong())) : Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    // The name is ComfyUI's word: it may lead anywhere, or be none.
    private Optional<String> inPlace(Path root, String source) {
        try {
            Path file = root.resolve(source.replace('\\', '/')).normalize();
            return file.startsWith(root.normalize()) ? canvas.whole(file) : Optional.empty();
        } catch (InvalidPathException none) {
            return Optional.empty();
        }
    }

    private static Optional<String> folder(Job job) {
        return switch (job.request().params()) {
            case ImageParams image -> image.folder();
        };
    }

    // The subfolder may hold a backslash, the name never a slash: the last one parts them.
    private static String source(OutputFile file) {
        return file.subfolder().isEmpty() ? file.filename() : file.subfolder() + "/" + file.filename();
    }

    private static OutputFile file(Output output) {
        int slash = output.source().lastIndexOf('/');
        return new OutputFile(output.source().substring(slash + 1), output.source().substring(0, Math.max(0, slash)),
                "output", "");
    }
}
