package orchestrator.demo;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The words of a prompt in their order, without those that the negative prompt names. */
record Words(List<String> all) {
    static Words of(String prompt, String negative) {
        List<String> unwanted = split(negative).toList();
        return new Words(split(prompt).filter(word -> !unwanted.contains(word)).toList());
    }

    /** What the first known word means; a plural counts as its singular. */
    <T> Optional<T> firstOf(Map<String, T> meanings) {
        return all.stream().flatMap(word -> Stream.of(word, word.replaceFirst("s$", ""), word.replaceFirst("es$", "")))
                .map(meanings::get).filter(Objects::nonNull).findFirst();
    }

    private static Stream<String> split(String text) {
        return Stream.of(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")).filter(word -> !word.isEmpty());
    }
}
