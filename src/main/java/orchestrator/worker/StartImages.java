package orchestrator.worker;

import orchestrator.canvas.InputPictures;
import orchestrator.comfyui.ComfyClient;
import orchestrator.comfyui.ComfyFault;
import orchestrator.comfyui.ComfyUnreachable;
import orchestrator.comfyui.Probe;
import orchestrator.comfyui.Trouble;
import orchestrator.comfyui.Uploaded;
import orchestrator.job.Job;
import orchestrator.job.JobError;
import orchestrator.queue.Lease;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Brings the pictures a job starts from to the ComfyUI that is to run it. */
final class StartImages {

    private static final int TOO_LARGE = 413;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY = 429;

    private final InputPictures pictures;

    StartImages(InputPictures pictures) {
        this.pictures = pictures;
    }

    /** What became of the pictures. */
    sealed interface Outcome {

        /** @param names the name there by the name here */
        record Brought(Map<String, String> names) implements Outcome {}

        /** Nothing but the same would come of another try. */
        record Failed(JobError error) implements Outcome {}

        /** Another try may go well. */
        record Faulty(JobError error) implements Outcome {}

        /** That ComfyUI is not there. */
        record Away(Trouble trouble) implements Outcome {}
    }

    /** The names that the pictures of a job will most likely get: enough to check its graph, or to follow it. */
    Map<String, String> expected(Job job) {
        Map<String, String> names = new LinkedHashMap<>();
        job.request().params().pictures().forEach((field, reference) -> names.put(reference, folder(job) + "/"
                + name(field, pictures.file(reference))));
        return names;
    }

    /**
     * Uploads every picture once, or settles the job. Blocks for as long as that takes.
     *
     * @return for each picture as the request names it, the name under which that ComfyUI has it; empty when the job is
     *         settled
     * @throws InterruptedException when this thread was interrupted meanwhile; nothing is settled then
     */
    Optional<Map<String, String>> bring(Lease lease, Site site, Settlement settlement) throws InterruptedException {
        switch (upload(lease.job(), site.link().client())) {
            case Outcome.Brought(var names) -> {
                return Optional.of(names);
            }
            case Outcome.Failed(JobError error) -> settlement.fail(error);
            case Outcome.Faulty(JobError error) -> {
                site.health().failed();
                settlement.failOrTryAgain(error);
            }
            case Outcome.Away(Trouble trouble) -> {
                // At once, and not with the next look at its health: it would be tried again and again until then.
                site.health().offline("unreachable", Map.of("why", trouble.kind().name()));
                lease.putBack(site.with().pace().health());
            }
        }
        return Optional.empty();
    }

    Outcome upload(Job job, ComfyClient client) throws InterruptedException {
        Map<String, String> names = new LinkedHashMap<>();
        for (Map.Entry<String, String> picture : job.request().params().pictures().entrySet()) {
            String reference = picture.getValue();
            Optional<Path> file = pictures.file(reference);
            if (file.isEmpty()) {
                return missing(reference);
            }
            try {
                Uploaded uploaded = client.uploadImage(file.get(), name(picture.getKey(), file), folder(job));
                if (uploaded.name().isEmpty()) {
                    return faulty("ComfyUI did not say what it called the picture");
                }
                names.put(reference, uploaded.value());
            } catch (UncheckedIOException unreadable) {
                return missing(reference);
            } catch (ComfyFault fault) {
                return refused(reference, fault);
            } catch (ComfyUnreachable cut) {
                return broken(reference, file.get(), cut.trouble(), client);
            }
        }
        return new Outcome.Brought(names);
    }

    private static Outcome missing(String reference) {
        return new Outcome.Failed(JobError.of("input-missing", "The picture " + reference
                + " to start from is gone. Upload it again, or choose another one.", Map.of("name", reference)));
    }

    private static Outcome refused(String reference, ComfyFault fault) {
        int status = fault.status();
        if (status < 400 || status >= 500 || status == REQUEST_TIMEOUT || status == TOO_MANY) {
            return faulty(fault.getMessage());
        }
        String fix = status == TOO_LARGE
                ? "Choose a smaller picture, or start ComfyUI with a larger --max-upload-size."
                : "Choose another picture, or look after what stands before ComfyUI.";
        return new Outcome.Failed(JobError.of("image-refused", "ComfyUI did not take the picture " + reference
                + " (status " + status + "). " + fix,
                Map.of("name", reference, "status", status, "message", fault
                        .getMessage())));
    }

    // A broken transfer alone does not tell who broke it: a limit of the other side, our own disk, or its end.
    private static Outcome broken(String reference, Path file, Trouble trouble, ComfyClient client)
            throws InterruptedException {
        if (trouble.kind() == Trouble.Kind.INTERRUPTED) {
            throw new InterruptedException();
        }
        if (!Files.isReadable(file)) {
            return missing(reference);
        }
        return trouble.surelyNotSent() || !(client.probe() instanceof Probe.Reachable)
                ? new Outcome.Away(trouble)
                : faulty(trouble.kind().name().toLowerCase(Locale.ROOT) + ": " + trouble.detail());
    }

    private static Outcome faulty(String message) {
        return new Outcome.Faulty(JobError.of("image-not-sent",
                "The picture to start from could not be sent to ComfyUI: " + message, Map.of("message", message)));
    }

    private static String folder(Job job) {
        return "orch/" + job.jobId();
    }

    private static String name(String field, Optional<Path> file) {
        String stem = field.equals("image") ? "start" : field.replace('/', '-');
        return stem + file.map(path -> path.getFileName().toString()).map(name -> name.substring(name.lastIndexOf('.')))
                .orElse(".png").toLowerCase(Locale.ROOT);
    }
}
