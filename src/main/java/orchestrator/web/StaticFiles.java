package orchestrator.web;

import orchestrator.file.SafePath;

import io.javalin.http.Context;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;

/**
 * Our own styles, scripts and pictures below {@code /static/}: from the jar, or from a folder while they are worked on.
 *
 * <p>The pages name them with {@code ?v=<build>}: under the right one they never change, so a browser may keep them.
 */
final class StaticFiles implements Routes {

    private static final Map<String, String> TYPES = Map.ofEntries(Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"), Map.entry("svg", "image/svg+xml"),
            Map.entry("json", "application/json"), Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("png", "image/png"), Map.entry("ico", "image/x-icon"), Map.entry("woff2", "font/woff2"),
            Map.entry("txt", "text/plain; charset=utf-8"));
    private static final java.util.Set<String> PACKED = java.util.Set.of("css", "js", "svg", "json", "webmanifest",
            "txt");
    private static final int WORTH_PACKING = 512;

    private record Asset(byte[] plain, Optional<byte[]> packed, String tag) {}

    private final String build;
    private final Optional<SafePath> folder;
    private final Map<String, Asset> kept = new ConcurrentHashMap<>();

    /** @param folder read at every request instead of the jar */
    StaticFiles(String build, Optional<Path> folder) {
        this.build = build;
        this.folder = folder.map(SafePath::below);
    }

    @Override
    public void into(Routing routing) {
        routing.get("/static/<path>", this::send);
    }

    private void send(Context context) throws IOException {
        String path = context.pathParam("path");
        String ending = path.substring(path.lastIndexOf('.') + 1);
        Asset asset = find(path).orElseThrow(() -> Problem.notFound("file"));
        boolean current = folder.isEmpty() && build.equals(context.queryParam("v"));
        context.header("Content-Type", TYPES.getOrDefault(ending, "application/octet-stream"))
                .header("ETag", asset.tag())
                .header("Cache-Control", caching(path, current))
                .header("Vary", SecurityHeaders.ALL.get("Vary") + ", Accept-Encoding");
        if (FileAnswer.matches(context.header("If-None-Match"), asset.tag())) {
            context.status(304);
            return;
        }
        boolean packed = asset.packed().isPresent()
                && String.valueOf(context.header("Accept-Encoding")).contains("gzip");
        if (packed) {
            context.header("Content-Encoding", "gzip");
        }
        byte[] bytes = packed ? asset.packed().get() : asset.plain();
        context.res().setContentLength(bytes.length);
        if (context.req().getMethod().equals("GET")) {
            context.res().getOutputStream().write(bytes);
        }
    }

    // Every icon that is drawn later asks for the sprite again, also while the server is away.
    private String caching(String path, boolean current) {
        if (current) {
            return "public, max-age=31536000, immutable";
        }
        return folder.isEmpty() && path.endsWith("/icons.svg")
                ? "public, max-age=60, stale-while-revalidate=86400, stale-if-error=86400"
                : "no-cache";
    }

    private Optional<Asset> find(String path) throws IOException {
        if (folder.isPresent()) {
            Optional<Path> file = folder.get().file(path);
            return file.isPresent() ? Optional.of(asset(path, Files.readAllBytes(file.get()))) : Optional.empty();
        }
        Asset known = kept.get(path);
        if (known != null) {
            return Optional.of(known);
        }
        // Only names that could be a file of ours come near the class path.
        if (!Arrays.stream(path.split("/", -1)).allMatch(SafePath::isName)) {
            return Optional.empty();
        }
        try (InputStream in = StaticFiles.class.getResourceAsStream("/static/" + path)) {
            if (in == null || !TYPES.containsKey(path.substring(path.lastIndexOf('.') + 1))) {
                return Optional.empty();
            }
            byte[] bytes = bundled(path, readAll(in));
            return Optional.of(kept.computeIfAbsent(path, _ -> asset(path, bytes)));
        }
    }

    private byte[] bundled(String path, byte[] bytes) {
        String folderOf = path.substring(0, path.lastIndexOf('/') + 1);
        return path.endsWith(".css") ? StyleBundle.of(bytes, name -> plain(folderOf + name)) : bytes;
    }

    private Optional<byte[]> plain(String path) {
        try {
            return find(path).map(Asset::plain);
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }

    private static byte[] readAll(InputStream in) {
        try {
            return in.readAllBytes();
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }

    private static Asset asset(String path, byte[] bytes) {
        String tag = "\"" + Integer.toHexString(Arrays.hashCode(bytes)) + "-" + Integer.toHexString(bytes.length)
                + "\"";
        boolean pack = bytes.length >= WORTH_PACKING && PACKED.contains(path.substring(path.lastIndexOf('.') + 1));
        return new Asset(bytes, pack ? Optional.of(packed(bytes)) : Optional.empty(), tag);
    }

    private static byte[] packed(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }
}
