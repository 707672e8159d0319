package orchestrator.demo;

/** The running prompt met the interrupt flag. */
final class Interrupted extends RuntimeException {
    Interrupted() {
        super("interrupted", null, false, false);
    }
}
