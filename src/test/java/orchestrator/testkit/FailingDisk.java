package orchestrator.testkit;

import orchestrator.file.Disk;
import orchestrator.file.RealDisk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk whose n-th change, counting from 1, and every later one is refused, until it is mended. */
public final class FailingDisk implements Disk {

    private final RealDisk real = new RealDisk();
    private final AtomicInteger calls = new AtomicInteger();
    private final String words;
    private volatile int deadly;
    private volatile String last = "";
    private int refused;

    /** @param words what the system would say */
    public FailingDisk(int deadly, String words) {
        this.deadly = deadly;
        this.words = words;
    }

    public void mend() {
        deadly = Integer.MAX_VALUE;
    }

    public void breakNow() {
        deadly = 0;
    }

    /** The n-th change from now on, and every later one, is refused. */
    public void breakAt(int n) {
        deadly = calls.get() + n;
    }

    /** Waits until so many changes were refused in all. */
    public synchronized void awaitRefused(int n) throws InterruptedException {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (refused < n) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("only " + refused + " changes were refused");
            }
            wait(1_000);
        }
    }

    /** The call that was refused. */
    public String lastCall() {
        return last;
    }

    @Override
    public Sink create(Path file) throws IOException {
        refuse("create");
        Sink sink = real.create(file);
        return new Sink() {

            @Override
            public void write(ByteBuffer bytes) throws IOException {
                refuse("write");
                sink.write(bytes);
            }

            @Override
            public void force() throws IOException {
                refuse("force");
                sink.force();
            }

            @Override
            public void close() throws IOException {
                sink.close();
            }
        };
    }

    @Override
    public void replace(Path from, Path to) throws IOException {
        refuse("replace");
        real.replace(from, to);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        refuse("forceFolder");
        real.forceFolder(folder);
    }

    @Override
    public byte[] read(Path file) throws IOException {
        return real.read(file);
    }

    @Override
    public BasicFileAttributes attributes(Path file) throws IOException {
        return real.attributes(file);
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        return real.list(folder);
    }

    @Override
    public boolean deleteIfExists(Path file) throws IOException {
        return real.deleteIfExists(file);
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        real.createFolders(folder);
    }

    private void refuse(String call) throws IOException {
        if (calls.incrementAndGet() >= deadly) {
            last = call;
            count();
            throw new IOException(words);
        }
    }

    private synchronized void count() {
        refused++;
        notifyAll();
    }
}
