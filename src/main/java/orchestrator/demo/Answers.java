package orchestrator.demo;

import io.javalin.http.Context;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;

/** How answers go out, and how one does not. */
final class Answers {
    static final String SERVER_ERROR = "500 Internal Server Error\n\nServer got itself in trouble";

    private Answers() {
    }

    static void json(Context context, JsonNode body) {
        context.contentType("application/json; charset=utf-8").result(Json.write(body));
    }

    /** Closes the connection where it stands; what was written so far goes out first. */
    static void cut(Context context) {
        try {
            if (context.res().isCommitted()) {
                context.res().flushBuffer();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ServletContextRequest.getServletContextRequest(context.req()).getConnectionMetaData().getConnection()
                .getEndPoint().close();
        context.skipRemainingHandlers();
    }
}
