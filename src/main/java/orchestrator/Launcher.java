package orchestrator;

/**
 * The jar's entry. It is compiled for Java 11, so that an old Java answers with one line instead of a stack trace.
 */
public final class Launcher {

    private static final int NEEDED = 25;

    private Launcher() {
    }

    /** Starts {@code Main}, or ends with status 2 and one line on standard error when this Java is too old. */
    public static void main(String[] arguments) throws Exception {
        int found = Runtime.version().feature();
        if (found < NEEDED) {
            System.err.println("Orchestrator needs Java " + NEEDED + "; this is Java " + found + " in "
                    + System.getProperty("java.home") + ". Install a JDK " + NEEDED
                    + " and run it with that, or use scripts/start.sh, which finds it.");
            System.exit(2);
        }
        // By name, because Main is compiled for a newer Java than this class.
        Class.forName("orchestrator.Main").getMethod("main", String[].class).invoke(null, (Object) arguments);
    }
}
