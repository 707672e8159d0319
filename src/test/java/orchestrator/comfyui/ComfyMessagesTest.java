package orchestrator.comfyui;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ComfyMessagesTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "nope", "[]", "null", "7", "{\"type\":", "{\"type\":{}}", "{\"data\":{}}",
            "{\"type\":\"crystools.monitor\",\"data\":{}}", "{\"type\":\"execution_start\",\"data\":[]}",
            "{\"type\":\"progress_state\",\"data\":{\"nodes\":7}}", "{\"type\":\"assets.added\"}"})
    void what_is_unknown_or_broken_is_other(String frame) {
        assertInstanceOf(ComfyMessage.Other.class, ComfyMessages.text(frame));
    }

    @Test
    void deep_nesting_is_other_and_no_overflow() {
        assertInstanceOf(ComfyMessage.Other.class, ComfyMessages.text("{\"type\":" + "[".repeat(100_000)));
    }

    @Test
    void fields_of_the_wrong_kind_are_passed_over() {
        assertEquals(new ComfyMessage.Status(0), ComfyMessages.text("{\"type\":\"status\",\"data\":\"x\"}"));
        var state = assertInstanceOf(ComfyMessage.ProgressState.class, ComfyMessages.text(
                "{\"type\":\"progress_state\",\"data\":{\"prompt_id\":\"p\",\"nodes\":{\"1\":7,\"2\":{\"value\":[]}}}}"));
        assertEquals(2, state.nodes().size());
        assertInstanceOf(ComfyMessage.Executed.class,
                ComfyMessages.text("{\"type\":\"executed\",\"data\":{\"prompt_id\":\"p\",\"output\":null}}"));
    }

    @Test
    void executing_without_node_is_the_end() {
        var end = assertInstanceOf(ComfyMessage.Executing.class,
                ComfyMessages.text("{\"type\":\"executing\",\"data\":{\"node\":null,\"prompt_id\":\"p\"}}"));
        assertTrue(end.isEnd());
        assertEquals(Optional.of("p"), end.prompt());
    }

    @Test
    void a_blocked_branch_is_marked() {
        var error = assertInstanceOf(ComfyMessage.ExecutionError.class, ComfyMessages.text(
                """
                {"type":"execution_error","data":{"prompt_id":"p","node_id":"3","node_type":"X",
                "exception_type":"ExecutionBlocked","exception_message":"no","traceback":[],"current_inputs":[]}}"""));
        assertTrue(error.blocked());
    }

    @Test
    void out_of_memory_is_recognized() {
        var error = assertInstanceOf(ComfyMessage.ExecutionError.class, ComfyMessages
                .text("""
                      {"type":"execution_error","data":{"prompt_id":"p","exception_type":"torch.OutOfMemoryError",
                      "exception_message":"Allocation on device "}}"""));
        assertTrue(error.failure().outOfMemory());
    }

    @Test
    void a_preview_is_a_picture_and_nothing_else() {
        var image = new byte[]{1, 2, 3};
        var preview = assertInstanceOf(ComfyMessage.Preview.class,
                ComfyMessages.binary(withMetadata("{\"image_type\":\"image/png\",\"prompt_id\":\"p\"}", image)));
        assertArrayEquals(image, preview.image());
        assertInstanceOf(ComfyMessage.Other.class,
                ComfyMessages.binary(withMetadata("{\"image_type\":\"text/html\"}", image)));
        assertInstanceOf(ComfyMessage.Other.class, ComfyMessages.binary(withMetadata("nope", image)));
    }

    @Test
    void garbage_of_any_length_is_never_a_fault() {
        var chance = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            var bytes = new byte[chance.nextInt(40)];
            chance.nextBytes(bytes);
            if (bytes.length > 4) {
                bytes[0] = bytes[1] = bytes[2] = 0;
                bytes[3] = (byte) chance.nextInt(6);
            }
            ComfyMessages.binary(ByteBuffer.wrap(bytes));
        }
    }

    private static ByteBuffer withMetadata(String json, byte[] image) {
        var metadata = json.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + metadata.length + image.length).putInt(4).putInt(metadata.length).put(metadata)
                .put(image).flip();
    }
}
