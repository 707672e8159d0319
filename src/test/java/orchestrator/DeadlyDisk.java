package orchestrator;

import orchestrator.testkit.TamperedDisk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** A disk on which the process dies as soon as so many bytes of a picture are written. */
final class DeadlyDisk extends TamperedDisk {

    private static final byte FIRST_OF_PNG = (byte) 0x89;

    private final Death death;
    private final LongSupplier deadly;

    /** @param deadly asked when the first bytes of a picture come */
    DeadlyDisk(Death death, LongSupplier deadly) {
        this.death = death;
        this.deadly = deadly;
    }

    @Override
    public Sink create(Path file) throws IOException {
        Sink sink = super.create(file);
        return new Sink() {

            private long left = -1;
            private boolean picture;

            @Override
            public void write(ByteBuffer bytes) throws IOException {
                if (left < 0) {
                    picture = bytes.get(bytes.position()) == FIRST_OF_PNG;
                    left = picture ? deadly.getAsLong() : 0;
                }
                while (bytes.hasRemaining()) {
                    int part = picture ? (int) Math.min(left, bytes.remaining()) : bytes.remaining();
                    sink.write(bytes.slice(bytes.position(), part));
                    bytes.position(bytes.position() + part);
                    left -= part;
                    if (picture && left == 0) {
                        death.strike();
                    }
                }
            }

            @Override
            public void force() throws IOException {
                sink.force();
            }

            @Override
            public void close() throws IOException {
                sink.close();
            }
        };
    }
}
