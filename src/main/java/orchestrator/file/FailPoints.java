package orchestrator.file;

/** Named points of a step that must survive a crash. Tests end the process there; in the product nothing happens. */
@FunctionalInterface
public interface FailPoints {

    FailPoints NONE = _ -> {};

    /** The step has come to the point of this name, such as {@code file.before-force}. */
    void reached(String point);
}
