package orchestrator.comfyui;

import orchestrator.comfyui.Transport.Answer;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The HTTP side of one ComfyUI. Calls block; any number of threads may call at once. Expected outcomes are values; a
 * call that brings no usable answer throws {@link ComfyUnreachable} (try later) or {@link ComfyFault} (not the answer
 * of a ComfyUI). An interrupted call throws {@code ComfyUnreachable} and leaves the interrupt flag set.
 */
public final class ComfyClient {
    private static final long MEGABYTE = 1L << 20;
    private static final long USUAL_SIZE = 16 * MEGABYTE;
    private static final long CATALOGUE_SIZE = 64 * MEGABYTE;

    private final Transport transport;
    private final ComfyTimeouts timeouts;

    /**
     * @param base
     *            such as {@code http://127.0.0.1:8188}, with the path of a proxy where there is one
     */
    public ComfyClient(URI base, HttpClient http, ComfyTimeouts timeouts) {
        this.transport = new Transport(base, http);
        this.timeouts = timeouts;
    }

    public ComfyClient(URI base, HttpClient http) {
        this(base, http, ComfyTimeouts.USUAL);
    }

    /** A client as this class wants it: HTTP/1.1, 3 s to connect, no redirects. One is enough for all servers. */
    public static HttpClient http() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(3))
                .followRedirects(HttpClient.Redirect.NEVER).build();
    }

    /** Whether the server is on this machine, so that its folders may be ours to read. */
    public boolean isLocal() {
        return transport.isLoopback();
    }

    /** Looks what is at the address. Never throws a {@link ComfyException}. */
    public Probe probe() {
        try {
            return Probes.read(transport.exchange(transport.get("system_stats"), timeouts.request(), USUAL_SIZE));
        } catch (ComfyUnreachable down) {
            return new Probe.Unreachable(down.trouble());
        } catch (ComfyFault huge) {
            return new Probe.NotComfy(huge.status(), huge.getMessage());
        }
    }

    /**
     * Sends a prompt. Never throws a {@link ComfyException}. Register the id before: messages can come before the
     * answer. {@code number} and {@code front} are never sent: they would jump ahead of the owner's own work.
     *
     * @param promptId
     *            a fresh canonical UUID, stored before this call
     * @param clientId
     *            of the connected {@link ComfySocket}, which then gets the messages
     * @param extraPngInfo
     *            each key becomes a chunk of the picture
     */
    public Submission submit(Graph graph, String promptId, String clientId, Map<String, Object> extraPngInfo) {
        var body = Json.object();
        body.set("prompt", GraphJson.write(graph));
        body.put("client_id", clientId).put("prompt_id", promptId);
        body.putObject("extra_data").put("preview_method", "auto").set("extra_pnginfo", Json.tree(extraPngInfo));
        try {
            return Submissions.read(transport.exchange(transport.post("prompt", body), timeouts.request(), USUAL_SIZE));
        } catch (ComfyFault huge) {
            return new Submission.Unknown(huge.getMessage(), huge.status() >= 500);
        } catch (ComfyUnreachable down) {
            return down.trouble().surelyNotSent()
                    ? new Submission.Unreachable(down.trouble())
                    : new Submission.Unknown(down.getMessage(), false);
        }
    }

    /** What ComfyUI remembers of a finished prompt; empty while it has not ended, and after a restart. */
    public Optional<HistoryEntry> history(String promptId) {
        var entry = json("history/" + encoded(promptId)).path(promptId);
        return entry.isObject() ? Optional.of(HistoryEntry.of(promptId, entry)) : Optional.empty();
    }

    public QueueState queue() {
        var answer = get("queue", timeouts.request(), USUAL_SIZE);
        var json = parse(answer);
        // Something else in its place may say yes to everything: an empty answer is no empty queue.
        if (!json.path("queue_running").isArray() || !json.path("queue_pending").isArray())
            throw fault(answer);
        return QueueState.of(json);
    }

    /** History, queue, history again: a prompt that moves from one to the other in between is still found. */
    public LookUp lookUp(String promptId) {
        var before = history(promptId);
        if (before.isPresent())
            return new LookUp.Finished(before.get());
        var queue = queue();
        if (queue.running().contains(promptId))
            return new LookUp.Running();
        if (queue.pending().contains(promptId))
            return new LookUp.Pending(queue.pending().indexOf(promptId), queue.running().stream().findFirst());
        return history(promptId).<LookUp>map(LookUp.Finished::new).orElseGet(LookUp.Absent::new);
    }

    /** Takes waiting prompts out of the queue; unknown and running ones are passed over without a word. */
    public void deletePending(Collection<String> promptIds) {
        command("queue", Map.of("delete", promptIds));
    }

    /** Stops a prompt if it is the running one, at its next step or node; does nothing to a waiting one. */
    public void interrupt(String promptId) {
        if (promptId.isBlank())
            throw new IllegalArgumentException("An interrupt without an id would stop whatever runs");
        command("interrupt", Map.of("prompt_id", promptId));
    }

    /**
     * One step of withdrawing a prompt, to be repeated until {@link #lookUp} no longer finds it alive. Newer servers do
     * it in one atomic call; on the others it is deleted and, only when the queue shows it running, interrupted.
     *
     * @return whether something that runs may have been interrupted
     */
    public boolean cancel(String promptId) {
        var answer = transport.exchange(transport.post("api/jobs/" + encoded(promptId) + "/cancel", Map.of()),
                timeouts.request(), USUAL_SIZE);
        if (answer.ok())
            return true;
        if (answer.status() != 404 && answer.status() != 405)
            throw fault(answer);
        deletePending(List.of(promptId));
        if (!queue().running().contains(promptId))
            return false;
        interrupt(promptId);
        return true;
    }

    /** Asks for the models to be unloaded; it happens when the running prompt, and perhaps the next, is done. */
    public void free() {
        command("free", Map.of("unload_models", true, "free_memory", true));
    }

    public SystemStats systemStats() {
        var answer = get("system_stats", timeouts.request(), USUAL_SIZE);
        return Json.tryRead(answer.body()).flatMap(SystemStats::of).orElseThrow(() -> fault(answer));
    }

    public Features features() {
        var answer = transport.exchange(transport.get("features"), timeouts.request(), USUAL_SIZE);
        if (answer.status() == 404)
            return Features.UNSTATED;
        var json = parse(answer);
        return new Features(json.path("supports_preview_metadata").asBoolean(false),
                json.path("max_upload_size").asLong(Features.UNSTATED.maxUploadBytes()));
    }

    /** Whether the server tells what lies in its model folders; one too old for that knows none of them. */
    public boolean listsModels() {
        return transport.exchange(transport.get("models/checkpoints"), timeouts.request(), USUAL_SIZE).status() != 404;
    }

    /** File names in a model folder, such as {@code checkpoints}; empty for a folder this server does not know. */
    public List<String> models(String folder) {
        var answer = transport.exchange(transport.get("models/" + encoded(folder)), timeouts.request(), USUAL_SIZE);
        if (answer.status() == 404)
            return List.of();
        var names = parse(answer);
        if (!names.isArray())
            throw fault(answer);
        return Json.strings(names);
    }

    /** One class of nodes; empty where this server does not have it. */
    public Optional<NodeClass> objectInfo(String classType) {
        return Catalogue.of(json("object_info/" + encoded(classType))).node(classType);
    }

    /** Everything the server offers: several MB, and it holds up its messages for seconds. Ask rarely. */
    public Catalogue catalogue() {
        var answer = get("object_info", timeouts.catalogue(), CATALOGUE_SIZE);
        var classes = parse(answer);
        if (!classes.isObject())
            throw fault(answer);
        return Catalogue.of(classes);
    }

    /** Folders on the server's disk by key; empty where the server keeps them to itself. */
    public Map<String, List<String>> folderPaths() {
        var answer = transport.exchange(transport.get("internal/folder_paths"), timeouts.request(), USUAL_SIZE);
        if (answer.status() == 403 || answer.status() == 404)
            return Map.of();
        var folders = new LinkedHashMap<String, List<String>>();
        parse(answer).forEachEntry((key, paths) -> folders.put(key, Json.strings(paths)));
        return folders;
    }

    /**
     * Puts a picture into ComfyUI's input folder. A different file of that name is kept and this one gets another name:
     * use the one that comes back.
     *
     * @param subfolder
     *            below the input folder, such as {@code orch/<job>}; empty for none
     */
    public Uploaded uploadImage(Path file, String name, String subfolder) {
        var boundary = UUID.randomUUID().toString();
        var part = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"";
        var head = part + "type\"\r\n\r\ninput\r\n" + part + "subfolder\"\r\n\r\n" + line(subfolder) + "\r\n" + part
                + "image\"; filename=\"" + line(name).replace("\"", "%22")
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
        try {
            var body = BodyPublishers.concat(BodyPublishers.ofString(head), BodyPublishers.ofFile(file),
                    BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
            var json = parse(transport.exchange(
                    transport.post("upload/image", "multipart/form-data; boundary=" + boundary, body),
                    timeouts.upload(), USUAL_SIZE));
            return new Uploaded(Json.string(json, "name"), Json.string(json, "subfolder"), Json.string(json, "type"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * Streams an output file into the sink, which the caller opens and closes.
     *
     * @throws IOException
     *             when the sink fails, and only then
     */
    public Fetched fetch(OutputFile file, WritableByteChannel sink) throws IOException {
        var path = "view?filename=" + encoded(file.filename()) + "&subfolder=" + encoded(file.subfolder()) + "&type="
                + encoded(file.type());
        var response = transport.send(transport.get(path), BodyHandlers.ofPublisher(), timeouts.request());
        if (response.statusCode() == 200)
            return FileStream.drain(response, sink, timeouts.stall());
        FileStream.discard(response);
        if (response.statusCode() == 404)
            return new Fetched.Missing();
        if (Probes.isBehindProxy(response.statusCode()))
            throw new ComfyUnreachable(new Trouble(Trouble.Kind.BEHIND_PROXY, "HTTP " + response.statusCode()), null);
        throw new ComfyFault(response.statusCode(), "HTTP " + response.statusCode() + " for an output file");
    }

    private JsonNode json(String path) {
        return parse(get(path, timeouts.request(), USUAL_SIZE));
    }

    private Answer get(String path, Duration limit, long maxBytes) {
        return transport.exchange(transport.get(path), limit, maxBytes);
    }

    private void command(String path, Object body) {
        HttpRequest request = transport.post(path, body);
        var answer = transport.exchange(request, timeouts.request(), USUAL_SIZE);
        if (!answer.ok())
            throw fault(answer);
    }

    private static JsonNode parse(Answer answer) {
        if (!answer.ok())
            throw fault(answer);
        return Json.tryRead(answer.body()).filter(JsonNode::isContainer).orElseThrow(() -> fault(answer));
    }

    private static ComfyFault fault(Answer answer) {
        return new ComfyFault(answer.status(), answer.summary());
    }

    private static String line(String text) {
        return text.replaceAll("[\\r\\n]", "");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
