package orchestrator.canvas;

import net.coobird.thumbnailator.util.exif.Orientation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A picture that can be given to ComfyUI. Its structure is walked to the last byte and nothing is decoded, so that a
 * bomb costs no more than its own size.
 *
 * @param width  pixels, as it is shown: a photo may say that it is to be turned, and ComfyUI's LoadImage does so
 * @param height pixels, as it is shown
 * @param end    bytes that belong to the picture; what follows is something else
 */
record StillPicture(Media media, int width, int height, long end) {

    static final int MAX_SIDE = 16_384;
    static final long MAX_PIXELS = 64_000_000;

    /** @throws Unusable when it is no such picture, or not a whole one */
    static StillPicture of(Path file) throws IOException, Unusable {
        try (FileBytes bytes = FileBytes.open(file)) {
            byte[] head = bytes.at(0, Media.HEAD);
            Optional<Media> media = Media.of(head);
            if (media.isEmpty()) {
                throw new Unusable(Media.isTooShort(head) ? Unusable.Fault.DAMAGED : Unusable.Fault.FOREIGN);
            }
            return switch (media.get()) {
                case PNG -> PngWalk.read(bytes);
                case JPEG -> JpegWalk.read(bytes);
                case WEBP -> WebpWalk.read(bytes);
                case GIF, MP4, WEBM, MOV -> throw new Unusable(Unusable.Fault.FOREIGN);
            };
        }
    }

    static StillPicture of(Media media, int width, int height, Orientation turn, long end) {
        boolean lying = Exif.liesOnItsSide(turn);
        return new StillPicture(media, lying ? height : width, lying ? width : height, end);
    }

    static boolean isTooLarge(int width, int height) {
        return width > MAX_SIDE || height > MAX_SIDE || (long) width * height > MAX_PIXELS;
    }

    /** To be asked as soon as the size is known, before anything else of the file is read. */
    static void checkSize(int width, int height) throws Unusable {
        if (width <= 0 || height <= 0) {
            throw new Unusable(Unusable.Fault.DAMAGED);
        }
        if (isTooLarge(width, height)) {
            throw new Unusable(Unusable.Fault.TOO_LARGE);
        }
    }

    static void check(boolean whole) throws Unusable {
        if (!whole) {
            throw new Unusable(Unusable.Fault.DAMAGED);
        }
    }
}
