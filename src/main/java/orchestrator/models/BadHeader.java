package orchestrator.models;

/** The header of a file is not one that can be trusted. */
final class BadHeader extends Exception {

    private static final long serialVersionUID = 1;

    private final String code;

    private BadHeader(String code, String detail) {
        super(detail);
        this.code = code;
    }

    static BadHeader cut(String detail) {
        return new BadHeader("model-cut", detail);
    }

    static BadHeader broken(String detail) {
        return new BadHeader("model-broken", detail);
    }

    Problem problem() {
        return new Problem(code, getMessage());
    }
}
