package orchestrator.models;

import orchestrator.models.Search.Ambiguous;
import orchestrator.models.Search.Found;
import orchestrator.models.Search.Missing;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The models of one moment, ordered by path. Immutable. */
public final class ModelIndex {

    private static final int NEAR = 5;
    private static final int BEGINNING = 6;

    private final List<ModelFile> files;
    private final boolean engineSeen;
    private final Map<String, ModelFile> byPath = new LinkedHashMap<>();
    private final Map<String, List<ModelFile>> byName = new HashMap<>();

    private ModelIndex(List<ModelFile> files, boolean engineSeen) {
        this.files = files.stream().sorted(Comparator.comparing(ModelFile::path)).toList();
        this.engineSeen = engineSeen;
        for (ModelFile file : this.files) {
            byPath.put(file.path(), file);
            names(file).distinct()
                    .forEach(name -> byName.merge(name, List.of(file), (one, other) -> Stream.of(one, other)
                            .flatMap(List::stream).toList()));
        }
    }

    /** @param engineSeen whether any ComfyUI has told what it has: before that, nothing is known to be missing */
    public static ModelIndex of(List<ModelFile> files, boolean engineSeen) {
        return new ModelIndex(files, engineSeen);
    }

    public List<ModelFile> files() {
        return files;
    }

    public boolean engineSeen() {
        return engineSeen;
    }

    /** What files made with a model begin with, such as {@code sdxl}; empty when its family is not known. */
    public Optional<String> word(String pathOrName) {
        ModelFile model = find(pathOrName, Kind.SAMPLED) instanceof Search.Found(ModelFile file)
                ? file
                : ModelFile.guess(pathOrName);
        String word = model.type().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return Optional.of(word).filter(name -> !name.isEmpty() && !name.equals("unknown"));
    }

    /** Those that a ComfyUI lists. */
    public ModelIndex on(String engine) {
        return new ModelIndex(files.stream().filter(file -> file.nameOn(engine).isPresent()).toList(), engineSeen);
    }

    public Stream<ModelFile> of(Kind kind) {
        return files.stream().filter(file -> file.kind() == kind);
    }

    /** The ComfyUIs that have what a job names as its model. */
    public Set<String> enginesWith(String pathOrName) {
        // Asked for each job that waits: near names would be sought in vain.
        List<ModelFile> found = named(pathOrName.replace('\\', '/'), Kind.SAMPLED);
        return found.size() == 1 ? found.getFirst().engines().keySet() : Set.of();
    }

    /** The model of exactly this path. */
    public Optional<ModelFile> at(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    /** Looks among all kinds; see {@link #find(String, Set)}. */
    public Search find(String pathOrName) {
        return find(pathOrName, Set.of(Kind.values()));
    }

    /**
     * Finds a model by its path, or by a shorter name that only one of these kinds has: without ComfyUI's folder, the
     * bare file name, or that without its ending. A backslash separates like {@code /}.
     */
    public Search find(String pathOrName, Set<Kind> kinds) {
        String asked = pathOrName.replace('\\', '/');
        List<ModelFile> named = named(asked, kinds);
        return switch (named.size()) {
            case 0 -> new Missing(near(asked, files.stream().filter(file -> kinds.contains(file.kind()))));
            case 1 -> new Found(named.getFirst());
            default -> new Ambiguous(named.stream().map(ModelFile::path).toList());
        };
    }

    private List<ModelFile> named(String asked, Set<Kind> kinds) {
        ModelFile exact = byPath.get(asked);
        return exact != null && kinds.contains(exact.kind())
                ? List.of(exact)
                : byName.getOrDefault(asked, List.of()).stream().filter(file -> kinds.contains(file.kind())).toList();
    }

    /** Whichever of these reads most like the text, nearest first; for saying "did you mean". */
    public static List<String> nearest(String asked, Stream<String> known) {
        record Near(String text, int distance) {}
        String wanted = asked.toLowerCase(Locale.ROOT);
        int most = Math.max(2, wanted.length() / 3);
        return known.map(text -> new Near(text, distance(wanted, text.toLowerCase(Locale.ROOT), most)))
                .filter(near -> near.distance() <= most).sorted(Comparator.comparingInt(Near::distance)).limit(NEAR)
                .map(Near::text).toList();
    }

    private static List<String> near(String asked, Stream<ModelFile> among) {
        Map<String, String> pathByName = new LinkedHashMap<>();
        among.forEach(file -> pathByName.putIfAbsent(bare(file.name()), file.path()));
        String name = bare(asked.substring(asked.lastIndexOf('/') + 1));
        return nearest(name, pathByName.keySet().stream()).stream().map(pathByName::get).toList();
    }

    // What contains the other is near; else the edits between them, or between one and the beginning of a longer one.
    private static int distance(String one, String other, int limit) {
        if (one.length() >= 3 && other.contains(one) || other.length() >= 3 && one.contains(other)) {
            return 1;
        }
        int whole = edits(one, other, limit);
        return whole <= limit || one.length() < BEGINNING || other.length() <= one.length()
                ? whole
                : 1 + edits(one, other.substring(0, one.length()), limit);
    }

    private static int edits(String one, String other, int limit) {
        if (Math.abs(one.length() - other.length()) > limit) {
            return limit + 1;
        }
        int[] row = new int[other.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }

    private static Stream<String> names(ModelFile file) {
        String inFolder = file.path().substring(file.path().indexOf('/') + 1);
        return Stream.of(inFolder, bare(inFolder), file.name(), bare(file.name()));
    }

    private static String bare(String name) {
        int dot = name.lastIndexOf('.');
        return dot > name.lastIndexOf('/') ? name.substring(0, dot) : name;
    }
}
