package orchestrator.canvas;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class MakingsTest {

    @Test
    void our_own_text_wins_and_the_graph_fills_what_it_leaves_open() {
        Making making = Makings.of(Map.of("orchestrator",
                """
                {"jobId":"j","prompt":"ours","params":{"seed":"18446744073709551615","cfg":3.5}}""", "prompt",
                """
                {"1":{"class_type":"KSampler","inputs":{"seed":1,"steps":9,"cfg":7,"positive":["2",0]}},
                 "2":{"class_type":"CLIPTextEncode","inputs":{"text":"theirs"}}}"""));
        assertEquals(Optional.of("ours"), making.prompt());
        assertEquals(Optional.of("18446744073709551615"), making.seed());
        assertEquals("3.5", making.params().get("cfg").toString());
        assertEquals("9", making.params().get("steps").toString());
    }

    @Test
    void a_flux_graph_is_read_through_its_many_small_nodes() {
        Making making = Makings.of(Map.of("prompt",
                """
                {"1":{"class_type":"KSamplerSelect","inputs":{"sampler_name":"euler"}},
                 "2":{"class_type":"RandomNoise","inputs":{"noise_seed":18446744073709551615}},
                 "3":{"class_type":"BasicScheduler","inputs":{"scheduler":"simple","steps":20,"denoise":1.0,
                      "model":["9",0]}},
                 "4":{"class_type":"BasicGuider","inputs":{"model":["9",0],"conditioning":["5",0]}},
                 "5":{"class_type":"FluxGuidance","inputs":{"guidance":3.5,"conditioning":["6",0]}},
                 "6":{"class_type":"CLIPTextEncode","inputs":{"text":"a fjord","clip":["8",0]}},
                 "7":{"class_type":"SamplerCustomAdvanced","inputs":{"noise":["2",0],"guider":["4",0],
                      "sampler":["1",0],"sigmas":["3",0],"latent_image":["10",0]}},
                 "9":{"class_type":"UNETLoader","inputs":{"unet_name":"flux1-dev.safetensors"}}}"""));
        assertEquals(Optional.of("a fjord"), making.prompt());
        assertEquals(Optional.of("18446744073709551615"), making.seed());
        assertEquals(Optional.of("flux1-dev.safetensors"), making.model());
        assertEquals("20", making.params().get("steps").toString());
        assertEquals("3.5", making.params().get("guidance").toString());
        assertEquals("\"euler\"", making.params().get("sampler").toString());
    }

    @Test
    void a_text_that_comes_through_a_link_is_found() {
        Making making = Makings.of(Map.of("prompt",
                """
                {"1":{"class_type":"KSampler","inputs":{"seed":["4",0],"positive":["2",0],"negative":["5",0]}},
                 "2":{"class_type":"CLIPTextEncode","inputs":{"text":["3",0],"clip":["9",1]}},
                 "3":{"class_type":"StringFromSomewhere","inputs":{"string":"from afar"}},
                 "4":{"class_type":"Seed","inputs":{"seed":5}},
                 "5":{"class_type":"ConditioningZeroOut","inputs":{"conditioning":["2",0]}}}"""));
        assertEquals(Optional.of("from afar"), making.prompt());
        assertEquals(Optional.of("5"), making.seed());
        assertEquals(null, making.params().get("negativePrompt"), "zeroed out is not avoided");
    }

    @Test
    void a_graph_that_runs_in_a_circle_ends() {
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertEquals(Optional.empty(), Makings.of(Map.of(
                "prompt", """
                          {"1":{"class_type":"KSampler","inputs":{"positive":["2",0]}},
                           "2":{"class_type":"A","inputs":{"x":["1",0],"y":["2",0]}}}""")).prompt()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "null", "7", "[1,2]", "\"text\"", "{\"1\":7}", "{\"1\":{\"class_type\":[]}}",
            "{\"1\":{\"class_type\":\"KSampler\",\"inputs\":[[[]]]}}", "{\"a\":NaN}", "{\"params\":7,\"jobId\":{}}"})
    void a_damaged_text_tells_nothing(String text) {
        for (String key : Makings.KEYS) {
            Making making = Makings.of(Map.of(key, text));
            assertEquals(Optional.empty(), making.seed());
            assertEquals(Optional.empty(), making.jobId());
        }
    }

    @Test
    void a_deep_text_tells_nothing() {
        assertEquals(Making.UNKNOWN, Makings.of(Map.of("prompt", "[".repeat(1_000_000))));
    }

    @Test
    void parameters_without_a_prompt_are_read_from_their_first_line() {
        Making making = Makings.of(Map.of("parameters",
                "Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7, Seed: 12, Model: some v1, Note: \"a, b\""));
        assertEquals(Optional.of(""), making.prompt());
        assertEquals(Optional.of("some v1"), making.model());
        assertEquals(Map.of("steps", "20", "sampler", "DPM++ 2M", "scheduler", "Karras", "cfg", "7", "seed", "12"),
                making.params());
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "A: ", "A: \"", "Ab ", "A,x", "\nSteps: "})
    void a_hostile_line_costs_no_time(String piece) {
        String hostile = "x\nSteps: 1, " + piece.repeat((2 << 20) / piece.length()) + ",x";
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> Makings.of(Map.of("parameters", hostile)));
    }
}
