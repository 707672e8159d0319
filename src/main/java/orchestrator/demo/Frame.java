package orchestrator.demo;

import tools.jackson.databind.node.ObjectNode;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What goes over the socket. */
sealed interface Frame {
    /** The client it is for; absent means everybody. */
    Optional<String> target();

    record Message(Optional<String> target, String type, ObjectNode data) implements Frame {
        String text() {
            return Json.write(Json.object().put("type", type).set("data", data));
        }
    }

    /**
     * A preview, JPEG: event 4 with metadata for a client that asked for it, event 1 for the others.
     * All integers are big-endian.
     */
    record Preview(Optional<String> target, byte[] jpeg, Optional<ObjectNode> metadata) implements Frame {
        private static final int PREVIEW_IMAGE = 1;
        private static final int PREVIEW_IMAGE_WITH_METADATA = 4;
        private static final int FORMAT_JPEG = 1;

        ByteBuffer bytes() {
            return metadata.map(json -> withMetadata(Json.write(json).getBytes(StandardCharsets.UTF_8)))
                    .orElseGet(() -> ByteBuffer.allocate(8 + jpeg.length).putInt(PREVIEW_IMAGE).putInt(FORMAT_JPEG)
                            .put(jpeg).flip());
        }

        private ByteBuffer withMetadata(byte[] json) {
            return ByteBuffer.allocate(8 + json.length + jpeg.length).putInt(PREVIEW_IMAGE_WITH_METADATA)
                    .putInt(json.length).put(json).put(jpeg).flip();
        }
    }

    /** Bytes that a test wants on the wire as they are. */
    record Raw(Optional<String> target, byte[] binary, Optional<String> text) implements Frame {}
}
