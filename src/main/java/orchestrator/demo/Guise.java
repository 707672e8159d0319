package orchestrator.demo;

import java.util.Optional;

/** Another version, another offer, or another product altogether. Safe to change from any thread. */
public final class Guise {
    /** What becomes of a {@code GET /object_info} for all classes. */
    public enum CatalogueFault {
        /** 20 MB more than usual. */
        HUGE,
        /** 500 text. */
        ERROR_500,
        /** No answer until {@link Faults#clear}. */
        STALLED
    }

    /** Something else that answers every request. */
    record Impostor(int status, String type, String body) {}

    private final Script<CatalogueFault> catalogues = new Script<>();
    private volatile boolean ignoresPromptIds;
    private volatile boolean listsNoModels;
    private volatile Optional<Impostor> impostor = Optional.empty();

    Guise() {
    }

    /** The next question for all classes fails this way. */
    public void nextCatalogue(CatalogueFault fault) {
        catalogues.next(fault);
    }

    /** Every question for all classes fails this way once those planned for are through. */
    public void everyCatalogue(CatalogueFault fault) {
        catalogues.always(fault);
    }

    /** A version that gives prompts ids of its own, 0.3.40, until {@link Faults#clear}. */
    public void ignorePromptIds() {
        ignoresPromptIds = true;
    }

    /** A version without {@code /models}, until {@link Faults#clear}. */
    public void listNoModels() {
        listsNoModels = true;
    }

    /** Something else answers every request, always in this way, until {@link Faults#clear} or {@link #drop}. */
    public void another(int status, String type, String body) {
        impostor = Optional.of(new Impostor(status, type, body));
    }

    /** ComfyUI itself answers again. */
    public void drop() {
        impostor = Optional.empty();
    }

    void clear() {
        catalogues.clear();
        ignoresPromptIds = false;
        listsNoModels = false;
        drop();
    }

    Optional<CatalogueFault> forCatalogue() {
        return catalogues.take();
    }

    Optional<Impostor> impostor() {
        return impostor;
    }

    boolean ignoresPromptIds() {
        return ignoresPromptIds;
    }

    boolean listsNoModels() {
        return listsNoModels;
    }
}
