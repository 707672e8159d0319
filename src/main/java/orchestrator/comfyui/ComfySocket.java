package orchestrator.comfyui;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Keeps a connection to {@code /ws} of one ComfyUI under one client id: connects, sends the feature flags, pings, and
 * after a loss closes, waits for the close and connects again with the same id. Messages are handed over in their order
 * on one thread of its own, and so are the events, on another; neither holds up the socket.
 */
public final class ComfySocket implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ComfySocket.class);
    private static final int WAITING_MESSAGES = 10_000;
    private static final int MISSING_PONGS = 2;

    private final URI address;
    private final SocketPace pace;
    private final Consumer<SocketEvent> events;
    private final Mailbox mailbox = new Mailbox(WAITING_MESSAGES);
    private final RandomGenerator chance = new Random();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Semaphore hurry = new Semaphore(0);
    private final AtomicReference<Connection> current = new AtomicReference<>();
    private final Thread keeper;
    private final Thread reader;
    private volatile boolean connected;

    /**
     * @param base
     *            the address of the {@link ComfyClient}
     * @param clientId
     *            one for this process and this ComfyUI: of two connections with one id the older goes silent
     * @param messages
     *            called on one thread, in order
     * @param events
     *            called on one thread, Connected and Lost in turn
     */
    public ComfySocket(URI base, String clientId, Consumer<ComfyMessage> messages, Consumer<SocketEvent> events,
            SocketPace pace) {
        this.address = address(base, clientId);
        this.pace = pace;
        this.events = events;
        this.keeper = Thread.ofVirtual().name("comfy-socket " + base.getAuthority()).unstarted(this::keep);
        this.reader = Thread.ofVirtual().name("comfy-messages " + base.getAuthority())
                .unstarted(() -> read(messages));
    }

    /** Starts connecting; returns at once. */
    public ComfySocket start() {
        reader.start();
        keeper.start();
        return this;
    }

    /** True between the greeting and the loss. */
    public boolean connected() {
        return connected;
    }

    /** Connects anew: for one whose prompt runs while nothing has been heard for 30 s (protocol 2.5). */
    public void reconnect() {
        var connection = current.get();
        if (connection != null)
            connection.end("asked to connect again");
    }

    /** The server answers again: the next try to connect need not wait for its time. */
    public void hurry() {
        if (!connected)
            hurry.release();
    }

    /** Messages dropped because the reader was behind, previews included. */
    public long dropped() {
        return mailbox.dropped();
    }

    /** Closes the connection and ends both threads; no call comes after it, unless it is made in one of the calls. */
    @Override
    public void close() {
        closing.countDown();
        keeper.interrupt();
        reader.interrupt();
        try {
            if (Thread.currentThread() != keeper)
                keeper.join(pace.close().plus(pace.close()));
            if (Thread.currentThread() != reader)
                reader.join(pace.close());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep() {
        int failures = 0;
        try {
            while (closing.getCount() > 0) {
                failures = live() ? 0 : failures + 1;
                hurry.drainPermits();
                hurry.tryAcquire(pace.retry(failures, chance).toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException closed) {
            log.debug("No longer connecting to {}", address);
        }
    }

    /** One connection from its beginning to its end; true when there was a greeting. */
    private boolean live() throws InterruptedException {
        var connection = new Connection(address, (int) pace.greeting().toMillis(), mailbox::put);
        current.set(connection);
        Thread.ofVirtual().name("comfy-socket-read " + address.getAuthority()).start(connection);
        try {
            if (!connection.awaitGreeting(pace.greeting().plus(pace.greeting()))) {
                connection.end("no greeting");
                log.debug("No connection to {}: {}", address.getAuthority(), connection.reason());
                return false;
            }
            connected = true;
            tell(new SocketEvent.Connected());
            while (!connection.awaitEnd(pace.ping()))
                if (connection.ping() >= MISSING_PONGS)
                    connection.end("no pong");
            connected = false;
            connection.closeAndAwait(pace.close());
            tell(new SocketEvent.Lost(connection.reason()));
            return true;
        } finally {
            connected = false;
            end(connection);
        }
    }

    private void end(Connection connection) throws InterruptedException {
        if (closing.getCount() == 0)
            connection.cut();
        else
            connection.closeAndAwait(pace.close());
    }

    private void tell(SocketEvent event) {
        try {
            events.accept(event);
        } catch (RuntimeException bug) {
            log.error("A listener failed on {}", event, bug);
        }
    }

    private void read(Consumer<ComfyMessage> messages) {
        try {
            while (closing.getCount() > 0)
                hand(mailbox.take(), messages);
        } catch (InterruptedException closed) {
            log.debug("No longer reading from {}", address);
        }
    }

    private static void hand(ComfyMessage message, Consumer<ComfyMessage> messages) {
        try {
            messages.accept(message);
        } catch (RuntimeException bug) {
            log.error("A reader failed on a {}", message.getClass().getSimpleName(), bug);
        }
    }

    private static URI address(URI base, String clientId) {
        var text = base.toString();
        var secure = text.startsWith("https:");
        var rest = text.substring(text.indexOf(':')).replaceAll("/+$", "");
        return URI.create((secure ? "wss" : "ws") + rest + "/ws?clientId="
                + URLEncoder.encode(clientId, StandardCharsets.UTF_8));
    }
}
