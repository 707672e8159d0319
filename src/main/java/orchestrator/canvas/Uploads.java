package orchestrator.canvas;

import orchestrator.file.DurableFiles;
import orchestrator.file.SafePath;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Pictures that were sent to us to start jobs from. Each has a name made of its content, so that the same picture sent
 * twice is one file, and no name a client chooses ever reaches the disk.
 */
public final class Uploads {

    private static final int NAME_BYTES = 16;
    private static final int BLOCK = 1 << 16;

    private final SafePath folder;
    private final DurableFiles files;

    Uploads(Path folder, DurableFiles files) {
        this.folder = SafePath.below(folder);
        this.files = files;
    }

    /**
     * A picture that is kept.
     *
     * @param width  pixels, as it is shown
     * @param height pixels, as it is shown
     */
    public record Upload(String name, int width, int height) {}

    /** A picture that is about to come in. */
    public Incoming begin() throws IOException {
        return new Incoming(files.draft());
    }

    /** The file of that name; empty when there is none. */
    public Optional<Path> file(String name) {
        return isName(name) ? folder.file(name) : Optional.empty();
    }

    /** Whether a reference to a picture is meant for an upload: ids of items have no dot. */
    static boolean isName(String reference) {
        return reference.matches("[0-9a-f]{32}\\.(png|jpg|webp)");
    }

    /** A picture coming in. Nothing of it is left when this is closed, unless it was kept. */
    public final class Incoming implements AutoCloseable {

        private final DurableFiles.Draft draft;
        private final MessageDigest digest = sha256();
        private long size;

        private Incoming(DurableFiles.Draft draft) {
            this.draft = draft;
        }

        /** @throws orchestrator.file.StoreFull when there is no room */
        public void write(ByteBuffer bytes) throws IOException {
            digest.update(bytes.duplicate());
            size += bytes.remaining();
            draft.write(bytes);
        }

        /**
         * Looks at what came and keeps it. It is on the device when this returns.
         *
         * @throws Unusable when it is not a whole picture of a kind that is taken
         */
        public Upload keep() throws IOException, Unusable {
            draft.force();
            StillPicture picture = StillPicture.of(draft.file());
            if (picture.end() < size) {
                return withoutTail(picture);
            }
            byte[] hash = digest.digest();
            String name = HexFormat.of().formatHex(hash, 0, NAME_BYTES) + "." + picture.media().extension();
            put(draft, name, size);
            return new Upload(name, picture.width(), picture.height());
        }

        // Phones put a second picture or a film behind a JPEG. Behind others only what hides there is found.
        private Upload withoutTail(StillPicture picture) throws IOException, Unusable {
            if (picture.media() != Media.JPEG) {
                throw new Unusable(Unusable.Fault.FOREIGN);
            }
            try (Incoming shorter = begin();
                    FileChannel all = FileChannel.open(draft.file(),
                            StandardOpenOption.READ)) {
                ByteBuffer block = ByteBuffer.allocate(BLOCK);
                for (long at = 0; at < picture.end(); at += block.limit()) {
                    block.clear().limit((int) Math.min(BLOCK, picture.end() - at));
                    while (block.hasRemaining() && all.read(block, at + block.position()) >= 0) {
                        // The rest comes with the next read.
                    }
                    shorter.write(block.flip());
                }
                return shorter.keep();
            }
        }

        @Override
        public void close() throws IOException {
            draft.close();
        }
    }

    // One at a time: of many who bring the same picture the first puts it there.
    private synchronized void put(DurableFiles.Draft draft, String name, long size) throws IOException {
        Optional<Path> there = folder.file(name);
        if (there.isPresent() && Files.size(there.get()) == size) {
            return;
        }
        files.folder(folder.root());
        draft.becomes(folder.resolve(name).orElseThrow(() -> new IOException("a link stands in the place of " + name)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
