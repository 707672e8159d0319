package orchestrator.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A disk that is never waited for, where a test makes thousands of files and is not about what a power cut leaves. */
public final class UnforcedDisk extends TamperedDisk {

    @Override
    public Sink create(Path file) throws IOException {
        Sink sink = super.create(file);
        return new Sink() {

            @Override
            public void write(ByteBuffer bytes) throws IOException {
                sink.write(bytes);
            }

            @Override
            public void force() {
                // That takes the time.
            }

            @Override
            public void close() throws IOException {
                sink.close();
            }
        };
    }

    @Override
    public void forceFolder(Path folder) {
        // That takes the time.
    }
}
