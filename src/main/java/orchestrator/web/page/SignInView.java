package orchestrator.web.page;

/**
 * The one parameter of {@code sign-in.jte}.
 *
 * @param trouble why one was not let in: {@code wrong}, {@code wait}, {@code over}; empty at the first try
 * @param code    that a link brought; empty where the token is asked for
 */
public record SignInView(Texts texts, Theme theme, String trouble, String code) {

    /** Shorthand of {@link Texts#get}. */
    public String t(String key) {
        return texts.get(key);
    }

    /** What to say of it. */
    public String words() {
        return trouble.isEmpty() ? "" : texts.getOr("page.sign-in." + trouble, "page.sign-in.wrong");
    }
}
