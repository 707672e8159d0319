package orchestrator.web.page;

import tools.jackson.databind.node.ObjectNode;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What commands are called in every language: whoever looks for one may type it in a language the page is not in. */
final class CommandNames {
    private static final Map<Language, ObjectNode> BY_LANGUAGE = new EnumMap<>(Language.class);

    static {
        Arrays.stream(Language.values())
                .forEach(language -> BY_LANGUAGE.put(language, Texts.load(language).commands()));
    }

    private CommandNames() {
    }

    /** The names in all languages but one, each as {@code {key: name}}. */
    static List<ObjectNode> beside(Language language) {
        return BY_LANGUAGE.entrySet().stream().filter(entry -> entry.getKey() != language).map(Map.Entry::getValue)
                .toList();
    }
}
