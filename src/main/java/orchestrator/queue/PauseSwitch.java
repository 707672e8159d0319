package orchestrator.queue;

import orchestrator.file.Disk;
import orchestrator.file.DurableFiles;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Whether the queue hands out jobs. A file that is there means no, so that a restart keeps it so. */
final class PauseSwitch {

    private final Path file;
    private final DurableFiles files;
    private volatile boolean on;

    PauseSwitch(Path file, Disk disk, DurableFiles files) {
        this.file = file;
        this.files = files;
        this.on = stands(disk);
    }

    boolean isOn() {
        return on;
    }

    void set(boolean wanted) throws IOException {
        if (wanted) {
            files.replace(file, "The queue is paused while this file is here.\n".getBytes(StandardCharsets.UTF_8));
        } else {
            files.delete(file);
        }
        on = wanted;
    }

    private boolean stands(Disk disk) {
        try {
            return disk.attributes(file).isRegularFile();
        } catch (IOException missing) {
            return false;
        }
    }
}
