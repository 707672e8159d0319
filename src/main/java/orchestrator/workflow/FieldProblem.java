package orchestrator.workflow;

import java.util.Map;

/**
 * One thing that is wrong with a request.
 *
 * @param pointer JSON pointer into the request, such as {@code /params/width}; empty for the request as a whole
 * @param code    fixed word, so that the page can say it in its own language
 * @param detail  one line in plain English that says what to do
 * @param args    values for the page's sentence
 */
public record FieldProblem(String pointer, String code, String detail, Map<String, Object> args) {

    public FieldProblem {
        args = Map.copyOf(args);
    }

    static FieldProblem of(String pointer, String code, String detail) {
        return new FieldProblem(pointer, code, detail, Map.of());
    }

    static FieldProblem param(String field, String code, String detail, Map<String, Object> args) {
        return new FieldProblem("/params/" + field, code, detail, args);
    }
}
