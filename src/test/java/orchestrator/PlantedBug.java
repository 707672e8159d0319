package orchestrator;

import orchestrator.file.Disk;
import orchestrator.testkit.ForgetfulDisk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** Mistakes planted on purpose: a kill loop that does not catch them proves nothing. */
enum PlantedBug {
    NONE,
    /** Bytes are never forced. */
    NO_FORCE,
    /** The record says "complete" as soon as the results are named, before they are fetched. */
    SETTLED_BEFORE_COLLECTED,
    /** The caller goes on, and is answered, before the file has its name. */
    ANSWERED_BEFORE_RENAMED;

    Disk disk() {
        ForgetfulDisk honest = new ForgetfulDisk();
        return this == NONE ? honest : new Bent(honest, this);
    }

    private record Bent(Disk honest, PlantedBug bug) implements Disk {

        @Override
        public Sink create(Path file) throws IOException {
            Sink sink = honest.create(file);
            return switch (bug) {
                case NO_FORCE -> new Unforced(sink);
                case SETTLED_BEFORE_COLLECTED -> new Hasty(sink);
                default -> sink;
            };
        }

        @Override
        public void replace(Path from, Path to) throws IOException {
            if (bug == ANSWERED_BEFORE_RENAMED && to.toString().endsWith(".json")) {
                Thread.startVirtualThread(() -> {
                    try {
                        Thread.sleep(100);
                        honest.replace(from, to);
                        honest.forceFolder(to.getParent());
                    } catch (IOException | InterruptedException lost) {
                        Thread.currentThread().interrupt();
                    }
                });
                return;
            }
            honest.replace(from, to);
        }

        @Override
        public void forceFolder(Path folder) throws IOException {
            honest.forceFolder(folder);
        }

        @Override
        public byte[] read(Path file) throws IOException {
            return honest.read(file);
        }

        @Override
        public BasicFileAttributes attributes(Path file) throws IOException {
            try {
                return honest.attributes(file);
            } catch (IOException notYet) {
                if (bug == ANSWERED_BEFORE_RENAMED && file.toString().endsWith(".json")) {
                    return honest.attributes(file.getParent());
                }
                throw notYet;
            }
        }

        @Override
        public List<Path> list(Path folder) throws IOException {
            return honest.list(folder);
        }

        @Override
        public boolean deleteIfExists(Path file) throws IOException {
            return honest.deleteIfExists(file);
        }

        @Override
        public void createFolders(Path folder) throws IOException {
            honest.createFolders(folder);
        }
    }

    private record Unforced(Disk.Sink sink) implements Disk.Sink {

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            sink.write(bytes);
        }

        @Override
        public void force() {
            // That is the mistake.
        }

        @Override
        public void close() throws IOException {
            sink.close();
        }
    }

    private static final class Hasty implements Disk.Sink {

        private final Disk.Sink sink;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Hasty(Disk.Sink sink) {
            this.sink = sink;
        }

        @Override
        public void write(ByteBuffer part) {
            byte[] copy = new byte[part.remaining()];
            part.get(copy);
            bytes.writeBytes(copy);
        }

        @Override
        public void force() throws IOException {
            byte[] content = bytes.toByteArray();
            String text = new String(content, StandardCharsets.ISO_8859_1);
            if (text.contains("\"jobId\"") && text.contains("\"file\" : ") && text.contains("\"running\"")) {
                content = text.replace("\"running\"", "\"complete\"").getBytes(StandardCharsets.ISO_8859_1);
            }
            sink.write(ByteBuffer.wrap(content));
            sink.force();
        }

        @Override
        public void close() throws IOException {
            sink.close();
        }
    }
}
