package orchestrator.models;

import java.util.List;

/** What came of looking for a model by path or name. */
public sealed interface Search {

    record Found(ModelFile model) implements Search {}

    /** Several files have that name: one of these paths says which. */
    record Ambiguous(List<String> paths) implements Search {}

    /** {@code near} are paths that read alike, the nearest first; at most five. */
    record Missing(List<String> near) implements Search {}
}
