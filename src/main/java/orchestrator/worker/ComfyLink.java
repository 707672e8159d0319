package orchestrator.worker;

import orchestrator.comfyui.ComfyClient;
import orchestrator.comfyui.ComfyMessage;
import orchestrator.comfyui.ComfySocket;
import orchestrator.comfyui.SocketEvent;
import orchestrator.comfyui.SocketPace;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/** The connection to one ComfyUI: its HTTP side, and its socket, whose messages go to the run they are about. */
final class ComfyLink implements AutoCloseable {

    private final URI address;
    private final ComfyClient client;
    private final String clientId;
    private final ComfySocket socket;
    private final IntConsumer queueLength;
    private final Strays strays = new Strays();
    private final Map<String, BlockingQueue<Signal>> mailboxes = new ConcurrentHashMap<>();
    private final AtomicReference<Optional<Long>> interruptedAt = new AtomicReference<>(Optional.empty());

    /** @param queueLength told how many prompts are inside whenever the engine says so */
    ComfyLink(URI address, ComfyClient client, String clientId, IntConsumer queueLength) {
        this.address = address;
        this.client = client;
        this.clientId = clientId;
        this.queueLength = queueLength;
        this.socket = new ComfySocket(address, clientId, this::route, this::connection, SocketPace.USUAL);
    }

    URI address() {
        return address;
    }

    ComfyClient client() {
        return client;
    }

    String clientId() {
        return clientId;
    }

    ComfySocket socket() {
        return socket;
    }

    Strays strays() {
        return strays;
    }

    /** Where the messages about a prompt arrive from now on. */
    BlockingQueue<Signal> listen(String promptId) {
        return mailboxes.computeIfAbsent(promptId, _ -> new LinkedBlockingQueue<>());
    }

    void listenNoMore(String promptId) {
        mailboxes.remove(promptId);
    }

    /** Whether a run of ours follows that prompt. */
    boolean follows(String promptId) {
        return mailboxes.containsKey(promptId);
    }

    /** One step of ending a prompt; see {@link ComfyClient#cancel}. */
    void cancel(String promptId) {
        Optional<Long> before = interruptedAt.get();
        Optional<Long> now = Optional.of(System.nanoTime());
        // Earlier than the request, since another prompt's end may be told before the answer comes.
        interruptedAt.set(now);
        if (!client.cancel(promptId)) {
            interruptedAt.compareAndSet(now, before);
        }
    }

    /** Whether an interrupt of ours may have hit another prompt than the one it was meant for. */
    boolean interruptedWithin(Duration shadow) {
        return interruptedAt.get().filter(at -> System.nanoTime() - at < shadow.toNanos()).isPresent();
    }

    @Override
    public void close() {
        socket.close();
    }

    private void route(ComfyMessage message) {
        if (message instanceof ComfyMessage.Status(int remaining)) {
            queueLength.accept(remaining);
        } else if (message instanceof ComfyMessage.Greeting(String _, int remaining)) {
            queueLength.accept(remaining);
        }
        Optional<BlockingQueue<Signal>> mailbox = message.prompt().map(mailboxes::get);
        mailbox.ifPresent(box -> box.add(new Signal.Told(message)));
    }

    private void connection(SocketEvent event) {
        mailboxes.values().forEach(box -> box.add(new Signal.Reconnected()));
    }
}
