package orchestrator.web;

import orchestrator.web.page.SignInView;

import io.javalin.http.Context;

import java.util.Optional;
import java.util.stream.Stream;

/** {@code /sign-in}: shown in place of the app to a browser that has not signed in. */
final class SignInPage implements Routes {

    private static final String CODE = "[0-9a-f]{32}";

    private final Templates templates;
    private final boolean asks;

    /** @param asks whether a token is asked for at all */
    SignInPage(Templates templates, boolean asks) {
        this.templates = templates;
        this.asks = asks;
    }

    @Override
    public void into(Routing routing) {
        routing.get(SignIn.PAGE, this::page);
    }

    private void page(Context context) {
        if (!asks) {
            context.status(303).header("Location", "/");
            return;
        }
        String trouble = Stream.of("wrong", "wait", "over").filter(context.queryParamMap()::containsKey).findFirst()
                .orElse("");
        String code = Optional.ofNullable(context.queryParam("code")).filter(text -> text.matches(CODE)).orElse("");
        // Without a referrer a browser calls the origin of a form "null", which is nobody's.
        context.header("Referrer-Policy", "same-origin");
        templates.draw(context, "sign-in.jte",
                new SignInView(templates.texts(context), Templates.theme(context), trouble,
                        code));
    }
}
