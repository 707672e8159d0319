package orchestrator.web;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides who may come in, before anything else sees the request: pages, files, the stream and errors alike.
 *
 * <p>Headers that claim another address, scheme or method are taken out: Javalin would run a POST as the method that
 * {@code X-HTTP-Method-Override} names, past every check made here.
 */
final class Gate extends Handler.Wrapper {

    private static final Set<String> CLAIMS = Set.of("forwarded", "x-real-ip", "x-http-method-override",
            "x-http-method", "x-method-override", "x-original-url", "x-rewrite-url");

    private final HostRule hosts;
    private final Optional<SignIn> signIn;

    /** @param signIn empty when no token is asked for, which is right for loopback alone */
    Gate(HostRule hosts, Optional<SignIn> signIn) {
        this.hosts = hosts;
        this.signIn = signIn;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        SecurityHeaders.put(response.getHeaders());
        Optional<Problem> refusal = refusal(request);
        if (refusal.isPresent()) {
            ErrorAnswers.write(refusal.get(), response, callback);
            return true;
        }
        if (signIn.isPresent() && signIn.get().handle(request, response, callback)) {
            return true;
        }
        return super.handle(honest(request), response, callback);
    }

    private static Request honest(Request request) {
        if (request.getHeaders().stream().noneMatch(Gate::claims)) {
            return request;
        }
        HttpFields headers = HttpFields.from(
                request.getHeaders().stream().filter(field -> !claims(field)).toArray(HttpField[]::new));
        return new Request.Wrapper(request) {
            @Override
            public HttpFields getHeaders() {
                return headers;
            }
        };
    }

    private static boolean claims(HttpField field) {
        String name = field.getLowerCaseName();
        return name.startsWith("x-forwarded") || CLAIMS.contains(name);
    }

    private Optional<Problem> refusal(Request request) {
        List<String> named = request.getHeaders().stream().filter(field -> field.getHeader() == HttpHeader.HOST)
                .map(HttpField::getValue).toList();
        String asked = request.getHttpURI().getAuthority();
        int port = Request.getLocalPort(request);
        if (named.size() != 1 || !hosts.allows(String.valueOf(named.getFirst()), port)
                || asked != null && !hosts.allows(asked, port)) {
            return Optional.of(Problem.of(403, "host-not-allowed",
                    "This address is not one of ours. Open the one that the program printed when it started."));
        }
        boolean cookie = signIn.isPresent() && signIn.get().hasCookie(request);
        if (!OriginRule.allows(request.getMethod(), Request.getPathInContext(request), request.getHeaders(),
                named.getFirst(), cookie)) {
            return Optional.of(Problem.of(403, "foreign-origin",
                    "Another site or program asked for this through your browser, so it was refused."));
        }
        return Optional.empty();
    }
}
