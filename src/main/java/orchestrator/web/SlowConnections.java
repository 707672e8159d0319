package orchestrator.web;

import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.internal.HttpConnection;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Closes connections whose request line and headers do not come to an end: Jetty itself waits as long as bytes drip. */
final class SlowConnections implements Connection.Listener {

    private final Set<HttpConnection> open = ConcurrentHashMap.newKeySet();
    private final Duration patience;

    SlowConnections(Duration patience) {
        this.patience = patience;
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof HttpConnection http) {
            open.add(http);
        }
    }

    @Override
    public void onClosed(Connection connection) {
        open.remove(connection);
    }

    /** Looks at every connection once. */
    void sweep(long nanoTime) {
        for (HttpConnection connection : open) {
            HttpParser parser = connection.getParser();
            if (!parser.isStart() && parser.inHeaderState()
                    && nanoTime - parser.getBeginNanoTime() > patience.toNanos()) {
                connection.getEndPoint().close();
            }
        }
    }
}
