package orchestrator.comfyui;

import javax.net.ssl.SSLHandshakeException;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * One exchange with the server: HTTP/1.1, no Origin (ComfyUI refuses one that differs from Host), the whole answer
 * within a time and a size. No whole answer is {@link ComfyUnreachable}, a larger
 * one {@link ComfyFault}.
 */
final class Transport {
    private final String base;
    private final HttpClient http;

    Transport(URI base, HttpClient http) {
        var text = base.toString();
        this.base = text.endsWith("/") ? text : text + "/";
        this.http = Objects.requireNonNull(http);
    }

    boolean isLoopback() {
        var host = URI.create(base).getHost();
        return host != null && (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]"));
    }

    record Answer(int status, String contentType, byte[] body) {
        boolean ok() {
            return status == 200;
        }

        /** Status, type and the beginning of a text body, in one line. */
        String summary() {
            var head = new String(body, 0, Math.min(body.length, 200), StandardCharsets.UTF_8);
            return ("HTTP " + status + " " + contentType + " " + head.replaceAll("[\\p{Cntrl}\\s]+", " ")).strip();
        }
    }

    HttpRequest get(String path) {
        return request(path).GET().build();
    }

    HttpRequest post(String path, Object json) {
        return post(path, "application/json", BodyPublishers.ofByteArray(Json.bytes(json)));
    }

    HttpRequest post(String path, String contentType, BodyPublisher body) {
        return request(path).header("Content-Type", contentType).POST(body).build();
    }

    Answer exchange(HttpRequest request, Duration limit, long maxBytes) {
        var response = send(request, _ -> new CappedBody(maxBytes), limit);
        var body = response.body().orElseThrow(() -> new ComfyFault(response.statusCode(),
                "HTTP " + response.statusCode() + " with more than " + maxBytes + " bytes"));
        return new Answer(response.statusCode(), contentType(response), body);
    }

    /** The request's own time-out ends with the headers, so the whole exchange is timed here. */
    <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler, Duration limit) {
        var pending = http.sendAsync(request, handler);
        try {
            return pending.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            pending.cancel(true);
            throw unreachable(Trouble.Kind.TIMEOUT, "no whole answer within " + limit.toMillis() + " ms", late);
        } catch (InterruptedException interrupted) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw unreachable(Trouble.Kind.INTERRUPTED, "interrupted", interrupted);
        } catch (ExecutionException failed) {
            throw unreachable(kind(failed.getCause()), String.valueOf(failed.getCause()), failed.getCause());
        }
    }

    static String contentType(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).version(HttpClient.Version.HTTP_1_1);
    }

    private static ComfyUnreachable unreachable(Trouble.Kind kind, String detail, Throwable cause) {
        return new ComfyUnreachable(new Trouble(kind, detail), cause);
    }

    private static Trouble.Kind kind(Throwable failure) {
        var causes = Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(10).toList();
        if (causes.stream().anyMatch(c -> c instanceof UnresolvedAddressException || c instanceof UnknownHostException))
            return Trouble.Kind.HOST_UNKNOWN;
        if (causes.stream().anyMatch(HttpConnectTimeoutException.class::isInstance))
            return Trouble.Kind.CONNECT_TIMEOUT;
        if (causes.stream().anyMatch(ConnectException.class::isInstance))
            return Trouble.Kind.REFUSED;
        if (causes.stream().anyMatch(SSLHandshakeException.class::isInstance))
            return Trouble.Kind.TLS;
        if (causes.stream().anyMatch(HttpTimeoutException.class::isInstance))
            return Trouble.Kind.TIMEOUT;
        if (failure instanceof IOException)
            return Trouble.Kind.CUT;
        throw new IllegalStateException("The HTTP client failed in an unknown way", failure);
    }
}
