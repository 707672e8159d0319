package orchestrator.web;

import com.fasterxml.jackson.annotation.JsonInclude;

import java.util.Map;

/**
 * What is wrong with one field of a request.
 *
 * @param pointer JSON pointer (RFC 6901) into the body
 * @param code    fixed word, so that the page can say it in its own language
 * @param detail  one line in plain English that says what is allowed
 * @param args    values for the page's sentence
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BadField(String pointer, String code, String detail, Map<String, Object> args) {

    public BadField(String pointer, String code, String detail) {
        this(pointer, code, detail, Map.of());
    }
}
