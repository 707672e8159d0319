package orchestrator.worker;

import orchestrator.comfyui.ComfyClient;
import orchestrator.comfyui.ComfyMessage;
import orchestrator.comfyui.ComfySocket;
import orchestrator.comfyui.SocketEvent;
import orchestrator.comfyui.SocketPace;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntConsumer;

/** The connection to one ComfyUI: its HTTP side, and its socket, whose messages go to the run they are about. */
final class ComfyLink implements AutoCloseable {

    private final ComfyClient client;
    private final String clientId;
    private final ComfySocket socket;
    private final IntConsumer queueLength;
    private final Map<String, BlockingQueue<Signal>> mailboxes = new ConcurrentHashMap<>();

    /** @param queueLength told how many prompts are inside whenever the engine says so */
    ComfyLink(URI address, ComfyClient client, String clientId, IntConsumer queueLength) {
        this.client = client;
        this.clientId = clientId;
        this.queueLength = queueLength;
        this.socket = new ComfySocket(address, clientId, this::route, this::connection, SocketPace.USUAL);
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

    /** Where the messages about a prompt arrive from now on. */
    BlockingQueue<Signal> listen(String promptId) {
        return mailboxes.computeIfAbsent(promptId, _ -> new LinkedBlockingQueue<>());
    }

    void listenNoMore(String promptId) {
        mailboxes.remove(promptId);
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
