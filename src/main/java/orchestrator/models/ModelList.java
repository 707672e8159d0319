package orchestrator.models;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Every model that is on our disks or that a ComfyUI lists, as one list. Safe for many threads; readers see the last
 * list while a new one is made.
 */
public final class ModelList {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final List<Path> roots;
    private final Choices choices;
    private final Shelves shelves;
    private final Map<String, Map<String, List<String>>> listed = new ConcurrentHashMap<>();
    private final Map<String, Map<String, List<Path>>> folders = new ConcurrentHashMap<>();
    /** Counts what is told beside the disks. */
    private final AtomicLong told = new AtomicLong();
    private volatile Merged merged = new Merged(List.of(), -1, ModelIndex.of(List.of(), false));

    private record Merged(Collection<ModelFile> onDisk, long told, ModelIndex index) {}

    /**
     * @param roots   folders laid out like ComfyUI's {@code models}; the first wins where two have the same file
     * @param choices what users said of models
     */
    public ModelList(List<Path> roots, InstantSource clock, Choices choices) {
        this(roots, clock, choices, PATIENCE, task -> Thread.ofVirtual().name("models").start(task));
    }

    /**
     * @param patience how long the first walk is waited for
     * @param walker   walks behind the back of those who ask
     */
    ModelList(List<Path> roots, InstantSource clock, Choices choices, Duration patience, Executor walker) {
        this.roots = roots.stream().map(root -> root.toAbsolutePath().normalize()).toList();
        this.choices = choices;
        this.shelves = new Shelves(this::walked, clock, patience, walker);
    }

    /**
     * The list of now. Only the first one waits for the disks, and for slow ones not to the end; when the last walk is
     * five minutes old, the next one begins meanwhile.
     */
    public ModelIndex now() {
        Collection<ModelFile> onDisk = shelves.now();
        long version = told.get();
        Merged last = merged;
        if (last.onDisk() != onDisk || last.told() != version) {
            last = new Merged(onDisk, version, merge(onDisk));
            merged = last;
        }
        return last.index();
    }

    /** See {@link ModelIndex#find(String)}. */
    public Search find(String pathOrName) {
        return now().find(pathOrName);
    }

    /** Walks the disks again, because something in them changed. Whether the list is another one now. */
    public boolean refresh() {
        List<ModelFile> before = merged.index().files();
        shelves.walk();
        return !now().files().equals(before);
    }

    /**
     * Takes what a ComfyUI lists. Whether the list is another one now.
     *
     * @param engine its address
     * @param lists  names as it gave them, by folder ({@code checkpoints}, {@code loras}, ...)
     */
    public boolean engineLists(String engine, Map<String, List<String>> lists) {
        return changed(() -> listed.put(engine, Map.copyOf(lists)));
    }

    /**
     * Takes the folders of a ComfyUI on this host, so that files kept outside of our roots are described too. They are
     * walked at the next {@link #refresh}.
     */
    public void engineFolders(String engine, Map<String, List<Path>> byFolder) {
        folders.put(engine, Map.copyOf(byFolder));
    }

    /** Forgets a ComfyUI that was taken out of the settings. */
    public boolean forget(String engine) {
        return changed(() -> {
            listed.remove(engine);
            folders.remove(engine);
        });
    }

    /**
     * Takes what a user says of a model whose file does not tell its family; empty takes it back. Whether the list is
     * another one now.
     *
     * @throws java.io.UncheckedIOException when it cannot be written down; nothing has changed then
     */
    public boolean choose(String path, Optional<Family> family) {
        return changed(() -> choices.set(path, family));
    }

    /** Whether a model's family is what a user said. */
    public boolean isChosen(ModelFile model) {
        return choices.of(model.path()).filter(model.family()::equals).isPresent();
    }

    /** Our own folders, to be made and watched; each change in one is a reason for {@link #refresh}. */
    public List<Path> roots() {
        return roots;
    }

    /** Folders of the ComfyUIs on this host that are there now and not in ours, to be watched likewise. */
    public Set<Path> foreignFolders() {
        Set<Path> found = new LinkedHashSet<>();
        foreign().map(Scan.Root::folder).filter(folder -> roots.stream().noneMatch(folder::startsWith))
                .filter(Files::isDirectory).forEach(found::add);
        return found;
    }

    private boolean changed(Runnable change) {
        List<ModelFile> before = now().files();
        change.run();
        told.incrementAndGet();
        return !now().files().equals(before);
    }

    private ModelIndex merge(Collection<ModelFile> onDisk) {
        Map<String, ModelFile> files = new LinkedHashMap<>();
        onDisk.forEach(file -> files.put(file.path(), file));
        Map<String, Map<String, String>> namesByPath = new LinkedHashMap<>();
        listed.forEach((engine, lists) -> lists.forEach((folder, names) -> names.forEach(name -> namesByPath
                .computeIfAbsent(path(folder, name), _ -> new HashMap<>()).put(engine, name))));
        namesByPath.forEach((path, engines) -> {
            if (files.containsKey(path) || Kind.inFolder(path.substring(0, path.indexOf('/'))) != Kind.OTHER) {
                files.put(path, files.computeIfAbsent(path, ModelFile::guess).on(engines));
            }
        });
        files.replaceAll((path, file) -> file.isCertain() ? file : choices.of(path).map(file::as).orElse(file));
        return ModelIndex.of(List.copyOf(files.values()), !listed.isEmpty());
    }

    private static String path(String folder, String name) {
        return Kind.inFolder(folder).folder().orElse(folder) + "/" + name.replace('\\', '/');
    }

    private Set<Scan.Root> walked() {
        Set<Scan.Root> all = new LinkedHashSet<>();
        roots.forEach(root -> all.add(new Scan.Root("", root)));
        foreign().forEach(all::add);
        return all;
    }

    // One that names a whole disk would have us walk it.
    private Stream<Scan.Root> foreign() {
        return folders.values().stream().flatMap(byFolder -> byFolder.entrySet().stream())
                .filter(folder -> Kind.inFolder(folder.getKey()) != Kind.OTHER)
                .flatMap(folder -> folder.getValue().stream().filter(path -> path.getNameCount() > 1)
                        .map(path -> new Scan.Root(folder.getKey() + "/", path.toAbsolutePath().normalize())));
    }
}
