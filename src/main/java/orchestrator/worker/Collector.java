package orchestrator.worker;

import orchestrator.canvas.Canvas;
import orchestrator.comfyui.ComfyClient;
import orchestrator.comfyui.ComfyFault;
import orchestrator.comfyui.ComfyUnreachable;
import orchestrator.comfyui.Fetched;
import orchestrator.comfyui.HistoryEntry;
import orchestrator.comfyui.OutputFile;
import orchestrator.file.DurableFiles;
import orchestrator.job.ImageParams;
import orchestrator.job.Job;
import orchestrator.job.Output;
import orchestrator.queue.Lease;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Brings the results of a prompt from ComfyUI into the output folder. */
final class Collector {

    private static final Logger LOG = LoggerFactory.getLogger("orchestrator.worker.log");
    private static final int TRIES = 4;
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Canvas canvas;
    private final DurableFiles files;
    private final Planner planner;

    Collector(Canvas canvas, DurableFiles files, Planner planner) {
        this.canvas = canvas;
        this.files = files;
        this.planner = planner;
    }

    /** What a fetch brought. */
    sealed interface Haul {

        record All(List<Output> kept) implements Haul {}

        /** This one cannot be had. */
        record Missing(String file) implements Haul {}
    }

    /** Gives each result of a prompt its name in the output folder. Nothing is fetched. */
    List<Output> name(Job job, int sending, HistoryEntry entry) {
        List<Output> named = new ArrayList<>();
        for (OutputFile file : entry.results()) {
            String name = canvas.reserve(planner.word(job), extension(file.filename()), folder(job));
            named.add(new Output(name, source(file), sending, 0));
        }
        return named;
    }

    /** Fetches what is not there yet. A cut or slow answer is asked for again; a missing file ends it. */
    Haul fetch(ComfyClient client, Lease lease, List<Output> named) throws InterruptedException {
        List<Output> kept = new ArrayList<>();
        for (Output output : named) {
            Optional<Output> got = output.fetched() ? Optional.of(output) : fetch(client, lease, output);
            if (got.isEmpty()) {
                return new Haul.Missing(output.source());
            }
            kept.add(got.get());
        }
        return new Haul.All(kept);
    }

    private Optional<Output> fetch(ComfyClient client, Lease lease, Output output) throws InterruptedException {
        Job job = lease.job();
        for (int tried = 1; tried <= TRIES && lease.holds(); tried++) {
            try (DurableFiles.Draft draft = files.draft()) {
                Fetched fetched = client.fetch(file(output), new DraftChannel(draft));
                draft.force();
                if (fetched instanceof Fetched.Complete(long bytes, String _)
                        && canvas.isWhole(draft.file(), output.file())) {
                    canvas.keep(draft, output.file());
                    return Optional.of(output.fetched(bytes));
                }
                LOG.warn("{}: {} came as {}", job.jobId(), output.source(), fetched);
                if (fetched instanceof Fetched.Missing) {
                    return Optional.empty();
                }
            } catch (ComfyUnreachable down) {
                LOG.warn("{}: {} cannot be fetched now: {}", job.jobId(), output.source(), down.getMessage());
                // While it is down the results wait there; that is no try.
                tried--;
            } catch (ComfyFault fault) {
                LOG.warn("{}: {} is refused: {}", job.jobId(), output.source(), fault.getMessage());
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            Thread.sleep(PAUSE);
        }
        return Optional.empty();
    }

    private static Optional<String> folder(Job job) {
        return switch (job.request().params()) {
            case ImageParams image -> image.folder();
        };
    }

    private static String extension(String filename) {
        int dot = filename.lastIndexOf('.');
        String letters = dot < 0 ? "" : filename.substring(dot + 1).toLowerCase(Locale.ROOT);
        return letters.matches("[a-z0-9]{1,8}") ? letters : "bin";
    }

    // The subfolder may hold a backslash, the name never a slash: the last one parts them.
    private static String source(OutputFile file) {
        return file.subfolder() + "/" + file.filename();
    }

    private static OutputFile file(Output output) {
        int slash = output.source().lastIndexOf('/');
        return new OutputFile(output.source().substring(slash + 1), output.source().substring(0, slash), "output", "");
    }

    private record DraftChannel(DurableFiles.Draft draft) implements WritableByteChannel {

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int length = bytes.remaining();
            draft.write(bytes);
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // The draft is closed by the one who opened it.
        }
    }
}
