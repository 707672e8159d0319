package orchestrator.models;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every model that is on our disks or that a ComfyUI lists, as one list. Safe for many threads; readers see the last
 * list while a new one is made.
 */
public final class ModelList {

    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int MAX_DESCRIBED = 100_000;

    private enum Only {
        LIST
    }

    private final List<Path> roots;
    private final Map<String, Map<String, List<String>>> listed = new ConcurrentHashMap<>();
    private final Map<String, Map<String, List<Path>>> folders = new ConcurrentHashMap<>();
    private final Cache<Scan.Key, Description> described = Caffeine.newBuilder().maximumSize(MAX_DESCRIBED).build();
    private final Cache<Only, Collection<ModelFile>> onDisk;
    private final Cache<Only, ModelIndex> merged;

    /** @param roots folders laid out like ComfyUI's {@code models}; the first wins where two have the same file */
    public ModelList(List<Path> roots, InstantSource clock) {
        this.roots = roots.stream().map(root -> root.toAbsolutePath().normalize()).toList();
        this.onDisk = fiveMinutes(clock);
        this.merged = fiveMinutes(clock);
    }

    /** The list of now. May walk the disks when the last walk is five minutes old. */
    public ModelIndex now() {
        return merged.get(Only.LIST, _ -> merge());
    }

    /** See {@link ModelIndex#find(String)}. */
    public Search find(String pathOrName) {
        return now().find(pathOrName);
    }

    /** Walks the disks again, because something in them changed. Whether the list is another one now. */
    public boolean refresh() {
        List<ModelFile> before = now().files();
        onDisk.put(Only.LIST, scan());
        return remerged(before);
    }

    /**
     * Takes what a ComfyUI lists. Whether the list is another one now.
     *
     * @param engine its address
     * @param lists  names as it gave them, by folder ({@code checkpoints}, {@code loras}, ...)
     */
    public boolean engineLists(String engine, Map<String, List<String>> lists) {
        List<ModelFile> before = now().files();
        listed.put(engine, Map.copyOf(lists));
        return remerged(before);
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
        List<ModelFile> before = now().files();
        listed.remove(engine);
        folders.remove(engine);
        return remerged(before);
    }

    /** The folders to be watched; each change in one is a reason for {@link #refresh}. */
    public List<Path> roots() {
        return roots;
    }

    private boolean remerged(List<ModelFile> before) {
        ModelIndex next = merge();
        merged.put(Only.LIST, next);
        return !next.files().equals(before);
    }

    private ModelIndex merge() {
        Map<String, ModelFile> files = new LinkedHashMap<>();
        onDisk.get(Only.LIST, _ -> scan()).forEach(file -> files.put(file.path(), file));
        Map<String, Map<String, String>> namesByPath = new LinkedHashMap<>();
        listed.forEach((engine, lists) -> lists.forEach((folder, names) -> names.forEach(name -> namesByPath
                .computeIfAbsent(path(folder, name), _ -> new HashMap<>()).put(engine, name))));
        namesByPath.forEach((path, engines) -> {
            if (files.containsKey(path) || Kind.inFolder(path.substring(0, path.indexOf('/'))) != Kind.OTHER) {
                files.put(path, files.computeIfAbsent(path, ModelFile::guess).on(engines));
            }
        });
        return ModelIndex.of(List.copyOf(files.values()), !listed.isEmpty());
    }

    private static String path(String folder, String name) {
        return Kind.inFolder(folder).folder().orElse(folder) + "/" + name.replace('\\', '/');
    }

    private Collection<ModelFile> scan() {
        Set<Scan.Root> all = new LinkedHashSet<>();
        roots.forEach(root -> all.add(new Scan.Root("", root)));
        folders.values().forEach(byFolder -> byFolder.forEach((folder, paths) -> {
            if (Kind.inFolder(folder) != Kind.OTHER) {
                paths.forEach(path -> all.add(new Scan.Root(folder + "/", path.toAbsolutePath().normalize())));
            }
        }));
        return Scan.of(new ArrayList<>(all), described);
    }

    private static <T> Cache<Only, T> fiveMinutes(InstantSource clock) {
        return Caffeine.newBuilder().expireAfterWrite(KEPT).ticker(() -> clock.millis() * 1_000_000).build();
    }
}
