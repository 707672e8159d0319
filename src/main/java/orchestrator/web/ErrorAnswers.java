package orchestrator.web;

import orchestrator.crew.Declined;
import orchestrator.file.StoreFull;
import orchestrator.queue.Refused;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Makes every error, from Jetty's parser to a bug of ours, the same kind of answer: problem details. */
final class ErrorAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);

    private final String boot;
    private final Function<Context, String> allowed;
    private final AtomicLong bugs = new AtomicLong();

    /**
     * @param boot    part of the reference that an answer to a bug carries and the log repeats
     * @param allowed the methods a path takes, for the Allow header
     */
    ErrorAnswers(String boot, Function<Context, String> allowed) {
        this.boot = boot;
        this.allowed = allowed;
    }

    void into(RoutesConfig routes) {
        routes.exception(Problem.class, (problem, context) -> write(problem, context));
        routes.exception(Refused.class, (refused, context) -> write(JobRoutes.problem(refused), context));
        routes.exception(Declined.class, (declined, context) -> write(WorkerOutcomes.problem(declined), context));
        routes.exception(UncheckedIOException.class, (failure, context) -> write(disk(failure.getCause()), context));
        routes.exception(StoreFull.class, (failure, context) -> write(disk(failure), context));
        routes.exception(HttpResponseException.class, (refused, context) -> write(of(refused, context), context));
        routes.exception(EofException.class, (gone, context) -> LOG.debug("{} left", context.path(), gone));
        routes.exception(Exception.class, (bug, context) -> write(bug(bug, context.req().getMethod()), context));
    }

    // What was asked for did not happen, and nothing is half done: the files are written whole or not at all.
    private Problem disk(IOException failure) {
        if (failure instanceof StoreFull) {
            return Problem.of(507, "disk-full", "The disk is full. Free some space and try again.");
        }
        String reference = boot + "-e" + bugs.incrementAndGet();
        LOG.error("The disk failed, reference {}", reference, failure);
        return Problem.of(503, "disk-failed", "The disk failed. The log tells more under " + reference + ".",
                Map.of("reference", reference));
    }

    /** For what goes wrong outside of a handler. */
    Problem bug(Throwable bug, String what) {
        String reference = boot + "-e" + bugs.incrementAndGet();
        LOG.error("{} failed, reference {}", what, reference, bug);
        return Problem.of(500, "internal", "Something went wrong. The log tells more under " + reference + ".",
                Map.of("reference", reference));
    }

    /** For an error of the virtual machine, below a handler. */
    void fatal(HttpServletResponse response, Error error) {
        byte[] json = bug(error, "a call").json();
        if (!response.isCommitted()) {
            response.setStatus(500);
            response.setContentType(Problem.MEDIA_TYPE);
            try {
                response.getOutputStream().write(json);
            } catch (IOException gone) {
                LOG.debug("nobody there to tell", gone);
            }
        }
    }

    /** Jetty's own errors: bad requests that no handler sees. */
    ErrorHandler forJetty() {
        return new ErrorHandler() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                int status = response.getStatus();
                Throwable cause = (Throwable) request.getAttribute(ERROR_EXCEPTION);
                Problem problem = status >= 500 && cause != null && !(cause instanceof HttpException)
                        && !(cause instanceof QuietException)
                                ? bug(cause, request.getMethod())
                                : Problem.of(status);
                response.setStatus(problem.status());
                SecurityHeaders.put(response.getHeaders());
                ErrorAnswers.write(problem, response, callback);
                return true;
            }
        };
    }

    static void write(Problem problem, Response response, Callback callback) {
        response.setStatus(problem.status());
        problem.headers().forEach(response.getHeaders()::put);
        byte[] json = problem.json();
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, json.length);
        response.write(true, ByteBuffer.wrap(json), callback);
    }

    private static void write(Problem problem, Context context) {
        if (context.res().isCommitted()) {
            return;
        }
        problem.headers().forEach(context::header);
        SecurityHeaders.ALL.forEach(context::header);
        context.status(problem.status()).contentType(Problem.MEDIA_TYPE).result(problem.json());
    }

    private Problem of(HttpResponseException refused, Context context) {
        Problem problem = Problem.of(refused.getStatus());
        if (problem.status() != 404 && problem.status() != 405) {
            return problem;
        }
        String methods = allowed.apply(context);
        return methods.isEmpty() ? Problem.of(404) : Problem.of(405).with("Allow", methods);
    }
}
