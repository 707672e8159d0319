package orchestrator.comfyui;

import orchestrator.comfyui.SocketServer.Seen;

import org.java_websocket.WebSocket;
import org.java_websocket.enums.Opcode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class ComfySocketTest {
    private static final String FLAGS = "{\"type\":\"feature_flags\",\"data\":{\"supports_preview_metadata\":true}}";
    private static final String START = "{\"type\":\"execution_start\",\"data\":{\"prompt_id\":\"p\",\"timestamp\":1}}";
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofMillis(100);

    private final BlockingQueue<ComfyMessage> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<SocketEvent> events = new LinkedBlockingQueue<>();
    private final List<ComfySocket> open = new ArrayList<>();
    private SocketServer server;

    @BeforeEach
    void serve() throws InterruptedException {
        server = new SocketServer();
    }

    @AfterEach
    void stop() throws InterruptedException {
        open.forEach(ComfySocket::close);
        server.close();
    }

    @Test
    void it_comes_with_its_client_id_without_an_origin_and_sends_the_flags_first() throws Exception {
        var socket = connect(patient());
        assertEquals("open /ws?clientId=orch+1 origin:", seen().what());
        assertEquals(FLAGS, seen().what());
        assertEquals(new SocketEvent.Connected(), event());
        assertTrue(socket.connected());
        assertEquals(new ComfyMessage.Greeting("s", 0), message());
    }

    @Test
    void after_a_loss_it_comes_back_with_the_same_id_and_the_flags_again() throws Exception {
        connect(patient());
        var first = seen().socket();
        assertEquals(new SocketEvent.Connected(), event());
        first.closeConnection(1006, "cut");
        assertInstanceOf(SocketEvent.Lost.class, event());
        assertEquals(new SocketEvent.Connected(), event());
        var second = await("open");
        assertEquals("open /ws?clientId=orch+1 origin:", second.what());
        assertEquals(FLAGS, seen().what());
        second.socket().send(START);
        awaitMessage(new ComfyMessage.ExecutionStart("p", 1));
    }

    @Test
    void the_old_connection_is_closed_before_the_new_one_is_made() throws Exception {
        var socket = connect(patient());
        var first = seen();
        assertEquals(FLAGS, seen().what());
        assertEquals(new SocketEvent.Connected(), event());
        socket.reconnect();
        assertEquals(new Seen(first.socket(), "close"), seen());
        assertTrue(seen().what().startsWith("open "));
        assertInstanceOf(SocketEvent.Lost.class, event());
        assertEquals(new SocketEvent.Connected(), event());
    }

    @Test
    void a_server_without_pongs_is_dead() throws Exception {
        server.pong(false);
        connect(new SocketPace(SOON, LONG, SOON, SOON, SOON));
        assertEquals(new SocketEvent.Connected(), event());
        assertEquals(new SocketEvent.Lost("no pong"), event());
        assertEquals(new SocketEvent.Connected(), event());
    }

    @Test
    void a_server_that_pongs_is_alive_however_silent_it_is() throws Exception {
        var socket = connect(new SocketPace(SOON, LONG, SOON, SOON, SOON));
        for (int i = 0; i < 6; i++)
            await("ping");
        assertTrue(socket.connected());
        assertEquals(new SocketEvent.Connected(), event());
        assertEquals(null, events.poll());
    }

    @Test
    void a_server_that_accepts_and_says_nothing_is_tried_again() throws Exception {
        server.greet(false);
        var socket = connect(new SocketPace(LONG, SOON, SOON, SOON, SOON));
        await("open");
        await("close");
        assertFalse(socket.connected());
        server.greet(true);
        assertEquals(new SocketEvent.Connected(), event());
    }

    @Test
    void it_waits_for_a_server_that_comes_up_later() throws Exception {
        int port = server.getPort();
        var address = server.uri();
        server.close();
        open.add(new ComfySocket(address, "orch 1", messages::add, events::add, quick()).start());
        server = null;
        try (var raw = new RawServerAt(port)) {
            assertNotNull(raw.first.poll(20, TimeUnit.SECONDS));
        } finally {
            server = new SocketServer();
        }
    }

    @Test
    void a_page_in_place_of_a_socket_is_tried_again() throws Exception {
        try (var page = new RawServer().on("GET /ws", 502, "text/html", "<html>")) {
            open.add(new ComfySocket(page.uri(), "x", messages::add, events::add, quick()).start());
            awaitUntil(() -> page.requests().size() >= 3);
            assertEquals(null, events.poll());
        }
    }

    @Test
    void a_server_that_never_finishes_the_handshake_is_left_and_tried_again() throws Exception {
        var over = new CountDownLatch(1);
        try (var mute = new RawServer().on("GET /ws", _ -> over.await())) {
            var socket = new ComfySocket(mute.uri(), "x", messages::add, events::add,
                    new SocketPace(LONG, SOON, SOON, SOON, SOON)).start();
            open.add(socket);
            awaitUntil(() -> mute.requests().size() >= 3);
            assertEquals(null, events.poll());
            socket.close();
            awaitUntil(() -> libraryThreads() == 0);
        } finally {
            over.countDown();
        }
    }

    @Test
    void closed_at_any_moment_it_leaves_nothing_open() throws Exception {
        for (int i = 0; i < 40; i++) {
            var socket = connect(patient());
            TimeUnit.MICROSECONDS.sleep(100L * i);
            socket.close();
        }
        awaitUntil(() -> libraryThreads() == 0);
        awaitUntil(() -> server.openChannels() == 0);
    }

    @Test
    void fragments_are_one_message() throws Exception {
        connect(patient());
        var socket = seen().socket();
        var bytes = START.getBytes(StandardCharsets.UTF_8);
        socket.sendFragmentedFrame(Opcode.TEXT, ByteBuffer.wrap(bytes, 0, 20), false);
        socket.sendFragmentedFrame(Opcode.TEXT, ByteBuffer.wrap(bytes, 20, 10), false);
        socket.sendFragmentedFrame(Opcode.TEXT, ByteBuffer.wrap(bytes, 30, bytes.length - 30), true);
        awaitMessage(new ComfyMessage.ExecutionStart("p", 1));
    }

    @Test
    void garbage_harms_nothing() throws Exception {
        connect(patient());
        var socket = seen().socket();
        for (var frame : List.of("{", "[]", "", "{\"type\":\"crystools.monitor\"}"))
            socket.send(frame);
        socket.send(new byte[]{0, 0, 0, 99, 1});
        socket.send(START);
        assertInstanceOf(ComfyMessage.Greeting.class, message());
        for (int i = 0; i < 5; i++)
            assertInstanceOf(ComfyMessage.Other.class, message());
        assertEquals(new ComfyMessage.ExecutionStart("p", 1), message());
    }

    @Test
    void a_large_frame_arrives_and_a_huge_one_ends_the_connection() throws Exception {
        connect(patient());
        var socket = seen().socket();
        socket.send(preview(20 << 20));
        assertInstanceOf(ComfyMessage.Greeting.class, message());
        assertEquals(20 << 20, assertInstanceOf(ComfyMessage.Preview.class, message()).image().length);
        assertEquals(new SocketEvent.Connected(), event());
        socket.send(preview(40 << 20));
        assertInstanceOf(SocketEvent.Lost.class, event());
        assertEquals(new SocketEvent.Connected(), event());
    }

    @Test
    void a_reader_that_fails_goes_on_reading() throws Exception {
        var failing = new LinkedBlockingQueue<ComfyMessage>();
        listen(message -> {
            failing.add(message);
            throw new IllegalStateException("a bug in the reader, as this test wants it");
        });
        seen().socket().send(START);
        assertInstanceOf(ComfyMessage.Greeting.class, failing.poll(20, TimeUnit.SECONDS));
        assertInstanceOf(ComfyMessage.ExecutionStart.class, failing.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void a_reader_that_is_stuck_loses_previews_and_nothing_else() throws Exception {
        var go = new CountDownLatch(1);
        var socket = listen(message -> {
            try {
                go.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
            messages.add(message);
        });
        var other = seen().socket();
        for (int i = 0; i < 100; i++)
            other.send(preview(1000));
        other.send(START);
        awaitUntil(() -> socket.dropped() >= 90);
        go.countDown();
        awaitMessage(new ComfyMessage.ExecutionStart("p", 1));
    }

    @Test
    void once_closed_it_says_nothing_more_and_the_server_sees_it_go() throws Exception {
        var socket = connect(patient());
        assertEquals(new SocketEvent.Connected(), event());
        socket.close();
        await("close");
        assertFalse(socket.connected());
        socket.close();
        socket.reconnect();
    }

    private static final class RawServerAt implements AutoCloseable {
        private final java.net.ServerSocket socket;
        private final BlockingQueue<String> first = new LinkedBlockingQueue<>();

        private RawServerAt(int port) throws java.io.IOException {
            socket = new java.net.ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new java.net.InetSocketAddress("127.0.0.1", port));
            Thread.ofVirtual().start(() -> {
                try (var connection = socket.accept()) {
                    first.add(connection.toString());
                } catch (java.io.IOException closed) {
                    return;
                }
            });
        }

        @Override
        public void close() throws java.io.IOException {
            socket.close();
        }
    }

    /** Pings nobody and cuts nobody while a test runs, but comes back at once. */
    private static SocketPace patient() {
        return new SocketPace(LONG, LONG, LONG, SOON, SOON);
    }

    private static SocketPace quick() {
        return new SocketPace(LONG, LONG, SOON, SOON, SOON);
    }

    private static long libraryThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("WebSocketWriteThread")).count();
    }

    private ComfySocket connect(SocketPace pace) {
        var socket = new ComfySocket(server.uri(), "orch 1", messages::add, events::add, pace).start();
        open.add(socket);
        return socket;
    }

    private ComfySocket listen(Consumer<ComfyMessage> reader) {
        var socket = new ComfySocket(server.uri(), "orch 1", reader, events::add, patient()).start();
        open.add(socket);
        return socket;
    }

    private static ByteBuffer preview(int size) {
        return ByteBuffer.allocate(8 + size).putInt(1).putInt(1).rewind();
    }

    private Seen seen() throws InterruptedException {
        return java.util.Objects.requireNonNull(server.seen.poll(20, TimeUnit.SECONDS), "the server saw nothing");
    }

    private Seen await(String what) throws InterruptedException {
        while (true) {
            var next = seen();
            if (next.what().startsWith(what))
                return next;
        }
    }

    private SocketEvent event() throws InterruptedException {
        return java.util.Objects.requireNonNull(events.poll(20, TimeUnit.SECONDS), "no event");
    }

    private ComfyMessage message() throws InterruptedException {
        return java.util.Objects.requireNonNull(messages.poll(20, TimeUnit.SECONDS), "no message");
    }

    private void awaitMessage(ComfyMessage wanted) throws InterruptedException {
        while (!message().equals(wanted))
            Thread.onSpinWait();
    }

    private static void awaitUntil(java.util.function.BooleanSupplier condition) throws InterruptedException {
        var end = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited in vain");
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
