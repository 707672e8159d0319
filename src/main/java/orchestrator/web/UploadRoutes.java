package orchestrator.web;

import orchestrator.canvas.Media;
import orchestrator.canvas.Unusable;
import orchestrator.canvas.Uploads;

import io.javalin.http.Context;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code /api/uploads}: pictures that jobs are to start from. */
final class UploadRoutes implements Routes {

    private static final List<String> ACCEPTED = Stream.of(Media.PNG, Media.JPEG, Media.WEBP).map(Media::mime).toList();

    private final Uploads uploads;

    UploadRoutes(Uploads uploads) {
        this.uploads = uploads;
    }

    @Override
    public void into(Routing routing) {
        routing.postFile("/api/uploads", this::take);
        routing.get("/uploads/{name}", this::send);
    }

    private void take(Context context) throws IOException {
        if (!FilePart.isMultipart(context)) {
            throw unsupported("Send the picture as multipart/form-data, in the field file.");
        }
        try (Uploads.Incoming incoming = begin(context)) {
            FilePart.read(context, incoming::write);
            Uploads.Upload kept = incoming.keep();
            String url = "/uploads/" + kept.name();
            context.status(201).header("Location", url);
            JobRoutes.answer(context, JobViews.map("name", kept.name(), "url", url, "width", kept.width(), "height",
                    kept.height()));
        } catch (Unusable unusable) {
            throw problem(unusable.fault());
        }
    }

    // A disk that refuses at once must not cut off a client in the middle of its sentence: it would hear no answer.
    private Uploads.Incoming begin(Context context) throws IOException {
        try {
            return uploads.begin();
        } catch (IOException refused) {
            FilePart.skip(context);
            throw refused;
        }
    }

    private void send(Context context) throws IOException {
        String name = context.pathParam("name");
        // The name is made of the content: under it a file never changes.
        FileAnswer.send(context, uploads.file(name).orElseThrow(() -> Problem.notFound("upload")), name,
                CanvasRoutes.FOR_EVER);
    }

    private static Problem problem(Unusable.Fault fault) {
        return switch (fault) {
            case FOREIGN -> unsupported("Use a PNG, JPEG or WebP picture, and nothing behind it.");
            case TOO_LARGE -> Problem.of(422, "image-too-large",
                    "Use a smaller picture: at most 16384 pixels a side and 64 million in all.",
                    Map.of("maxSide", 16_384, "maxPixels", 64_000_000));
            case ANIMATED -> Problem.of(422, "image-animated", "Use a still picture: this one moves.");
            case DAMAGED, MISSING -> Problem.of(422, "not-an-image",
                    "The file is damaged or cut short. Send it again, or save the picture anew.");
        };
    }

    private static Problem unsupported(String detail) {
        return Problem.of(415, "unsupported-media-type", detail, Map.of("accepted", ACCEPTED));
    }
}
