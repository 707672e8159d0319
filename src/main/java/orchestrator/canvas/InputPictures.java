package orchestrator.canvas;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Pictures that jobs start from: items of the canvas by their ids, and uploads by their names. */
public final class InputPictures {

    private final Canvas canvas;
    private final Uploads uploads;

    InputPictures(Canvas canvas, Uploads uploads) {
        this.canvas = canvas;
        this.uploads = uploads;
    }

    /** The file a reference stands for now; empty when there is none. */
    public Optional<Path> file(String reference) {
        return Uploads.isName(reference)
                ? uploads.file(reference)
                : canvas.item(reference).flatMap(canvas::file);
    }

    /** How large it is shown; empty when it cannot be started from. */
    public Optional<PictureSize> size(String reference) {
        try {
            Optional<Path> file = file(reference);
            if (file.isEmpty()) {
                return Optional.empty();
            }
            StillPicture picture = StillPicture.of(file.get());
            return Optional.of(new PictureSize(picture.width(), picture.height()));
        } catch (Unusable | IOException told) {
            // What is wrong with it is the answer of fault.
            return Optional.empty();
        }
    }

    /** What keeps a job from starting from this picture; empty when nothing does. */
    public Optional<Unusable.Fault> fault(String reference) {
        Optional<Path> file = file(reference);
        if (file.isEmpty()) {
            return Optional.of(Unusable.Fault.MISSING);
        }
        // What was looked at when it came is not looked at again.
        if (Uploads.isName(reference)) {
            return Optional.empty();
        }
        try {
            StillPicture.of(file.get());
            return Optional.empty();
        } catch (Unusable unusable) {
            return Optional.of(unusable.fault());
        } catch (IOException gone) {
            return Optional.of(Unusable.Fault.MISSING);
        }
    }
}
