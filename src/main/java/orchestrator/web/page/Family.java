package orchestrator.web.page;

import java.util.Map;

/** The short word that stands for a model on badges. */
final class Family {
    private Family() {
    }

    /** The family of a model path, or its file name without folders and ending where the family is not known. */
    static String badge(String model, Map<String, String> families) {
        var name = model.substring(model.lastIndexOf('/') + 1);
        var dot = name.lastIndexOf('.');
        return families.getOrDefault(model, dot > 0 ? name.substring(0, dot) : name);
    }
}
