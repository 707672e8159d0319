package orchestrator.web;

import io.javalin.http.Context;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** Sends a file that strangers may have made: in parts, only what changed, and never as something that runs. */
final class FileAnswer {

    private static final Logger LOG = LoggerFactory.getLogger(FileAnswer.class);
    private static final int BUFFER = 1 << 16;

    private FileAnswer() {
    }

    /**
     * Answers GET and HEAD.
     *
     * @param file   found through {@code SafePath}; a link is not followed
     * @param name   what a download is called
     * @param caching value of Cache-Control
     */
    static void send(Context context, Path file, String name, String caching) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class,
                    LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile()) {
                throw Problem.notFound("file");
            }
            String tag = tag(attributes);
            describe(context, channel, name);
            context.header("ETag", tag).header("Accept-Ranges", "bytes").header("Cache-Control", caching);
            if (matches(context.header("If-None-Match"), tag)) {
                context.status(304);
                return;
            }
            answer(context, channel, attributes.size(), tag);
        } catch (NoSuchFileException | java.nio.file.FileSystemLoopException gone) {
            throw Problem.notFound("file");
        }
    }

    private static void answer(Context context, FileChannel channel, long size, String tag) throws IOException {
        Optional<String> range = Optional.ofNullable(context.header("Range"))
                .filter(_ -> context.req().getMethod().equals("GET"))
                .filter(_ -> context.header("If-Range") == null || tag.equals(context.header("If-Range")));
        switch (ByteRange.of(range, size)) {
            case ByteRange.Whole _ -> transfer(context, channel, 0, size);
            case ByteRange.Part part -> {
                context.status(206).header("Content-Range",
                        "bytes " + part.first() + "-" + part.last() + "/" + size);
                transfer(context, channel, part.first(), part.length());
            }
            case ByteRange.Unsatisfiable _ -> throw Problem.of(416, "range-not-satisfiable",
                    "The file has " + size + " bytes.").with("Content-Range", "bytes */" + size);
        }
    }

    private static void transfer(Context context, FileChannel channel, long first, long length) throws IOException {
        context.res().setContentLengthLong(length);
        if (context.req().getMethod().equals("HEAD")) {
            return;
        }
        OutputStream out = context.res().getOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long sent = 0;
        while (sent < length) {
            buffer.clear().limit((int) Math.min(BUFFER, length - sent));
            int read = channel.read(buffer, first + sent);
            if (read < 0) {
                LOG.debug("{} became shorter while it was sent", context.path());
                cut(context);
                return;
            }
            out.write(buffer.array(), 0, read);
            sent += read;
        }
        out.flush();
    }

    // What was promised cannot be kept: the client must see a broken answer and not a short one.
    private static void cut(Context context) {
        ServletContextRequest.getServletContextRequest(context.req()).getConnectionMetaData().getConnection()
                .getEndPoint().close();
    }

    private static void describe(Context context, FileChannel channel, String name) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(MediaType.HEAD);
        int read = channel.read(head, 0);
        Optional<MediaType> type = MediaType.of(java.util.Arrays.copyOf(head.array(), Math.max(0, read)));
        boolean download = type.isEmpty() || context.queryParam("download") != null;
        context.header("Content-Type", type.map(known -> known.name).orElse("application/octet-stream"))
                .header("Content-Disposition", download ? Disposition.attachment(name) : Disposition.inline(name))
                .header("Content-Security-Policy", SecurityHeaders.FILE_POLICY);
    }

    private static String tag(BasicFileAttributes attributes) {
        return "\"" + Long.toHexString(attributes.size()) + "-"
                + Long.toHexString(attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.MICROSECONDS)) + "\"";
    }

    /** Whether an {@code If-None-Match} header names the tag. */
    static boolean matches(String header, String tag) {
        if (header == null) {
            return false;
        }
        for (String candidate : header.split(",")) {
            String stripped = candidate.strip();
            if (stripped.equals("*") || stripped.equals(tag) || stripped.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }
}
