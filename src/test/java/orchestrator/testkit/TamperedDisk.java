package orchestrator.testkit;

import orchestrator.file.Disk;
import orchestrator.file.RealDisk;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** The disk of this machine, to be changed in the one thing that a test is about. */
public abstract class TamperedDisk implements Disk {

    private final RealDisk real = new RealDisk();

    @Override
    public Sink create(Path file) throws IOException {
        return real.create(file);
    }

    @Override
    public void replace(Path from, Path to) throws IOException {
        real.replace(from, to);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
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
}
