package orchestrator.engine;

import java.util.Map;

/** Whether an engine can be used now. */
public sealed interface Availability {

    /** Nobody has asked it yet. */
    record Unknown() implements Availability {}

    record Online() implements Availability {}

    /**
     * It cannot be used.
     *
     * @param code fixed word: {@code unreachable}, {@code other}, {@code login}, {@code starting}, {@code old},
     *             {@code stuck}, {@code failing}
     * @param args values for the page's sentence, the address among them
     */
    record Offline(String code, Map<String, Object> args) implements Availability {}
}
