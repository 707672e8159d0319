package orchestrator.workflow;

import orchestrator.job.ImageParams;
import orchestrator.job.JobRequest;
import orchestrator.models.Family;
import orchestrator.models.ModelFile;
import orchestrator.models.ModelIndex;
import orchestrator.models.Part;
import orchestrator.models.Problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WorkflowResolveTest {

    private static final String SD15 = "checkpoints/sd15/dream.safetensors";
    private static final String FLUX = "diffusion_models/flux1-dev.safetensors";

    private Shelf shelf = Shelf.full();

    @Test
    void everything_left_open_is_said() {
        ImageParams params = resolved(Asked.of("dream", "{}"));
        assertEquals(List.of(30, 512, 512, 1, 1), List.of(params.steps().get(), params.width().get(),
                params.height().get(), params.batchSize().get(), params.clipSkip().get()));
        assertEquals(List.of(7.0, 1.0), List.of(params.cfg().get(), params.denoise().get()));
        assertEquals("dpmpp_2m karras", params.sampler().get() + " " + params.scheduler().get());
        assertTrue(params.seed().isPresent());
        assertTrue(params.guidance().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"checkpoints/v2-1_768.safetensors, 768, 30, 7", "checkpoints/sdxl/base.safetensors, 1024, 30, 7",
            "checkpoints/sdxl/lightning_4step.safetensors, 1024, 4, 1",
            "checkpoints/sd3.5_large.safetensors, 1024, 28, 4.5", "diffusion_models/flux1-dev.safetensors, 1024, 20, 1",
            "checkpoints/flux1-schnell-fp8.safetensors, 1024, 4, 1"})
    void each_family_has_its_own_habits(String model, int width, int steps, double cfg) {
        ImageParams params = resolved(Asked.of(model, "{}"));
        assertEquals(List.of(width, steps), List.of(params.width().get(), params.steps().get()));
        assertEquals(cfg, params.cfg().get());
    }

    @Test
    void a_seed_is_kept_to_the_last_digit_and_drawn_when_there_is_none() {
        assertEquals("18446744073709551615",
                resolved(Asked.of(SD15, "{\"seed\":\"18446744073709551615\"}")).seed().get().toString());
        assertEquals(resolved(Asked.of(SD15, "{}")).seed(), resolved(Asked.of(SD15, "{}")).seed());
    }

    @Test
    void every_bad_field_is_named_at_once() {
        assertEquals(List.of("/prompt prompt-missing", "/params/steps out-of-range", "/params/cfg out-of-range",
                "/params/width out-of-range", "/params/height not-a-multiple", "/params/loras/0/name model-missing"),
                refused(Asked.of(SD15, "  ", "{\"steps\":0,\"cfg\":100.5,\"width\":7,\"height\":1001,"
                        + "\"loras\":[{\"name\":\"nothing like it\",\"weight\":1}]}")).stream().sorted(
                                java.util.Comparator.comparing(Order::of))
                        .map(p -> p.pointer() + " " + p.code()).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"steps|10001", "steps|-1", "cfg|-0.1", "guidance|101", "width|16392",
            "height|8", "batchSize|0", "batchSize|65", "denoise|1.1", "clipSkip|25", "clipSkip|0", "cfg|\"NaN\"",
            "cfg|\"Infinity\""})
    void a_number_out_of_its_range_is_refused_at_its_field(String field, String value) {
        List<FieldProblem> problems = refused(Asked.of("checkpoints/odd.safetensors", "{\"" + field + "\":" + value
                + "}"));
        assertEquals(List.of("/params/" + field), problems.stream().map(FieldProblem::pointer).toList());
        assertEquals("out-of-range", problems.getFirst().code());
    }

    @Test
    void a_size_between_the_steps_is_answered_with_the_nearest() {
        FieldProblem flux = refused(Asked.of(FLUX, "{\"width\":1016}")).getFirst();
        assertEquals(Map.of("multiple", 16, "nearest", 1024), flux.args());
        assertEquals(1016, resolved(Asked.of("checkpoints/sdxl/base.safetensors", "{\"width\":1016}")).width().get());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"negativePrompt|\"x\"|flux-no-negative", "cfg|7|flux-no-cfg",
            "clipSkip|2|no-clip-skip"})
    void flux_refuses_what_it_has_no_use_for_and_says_why(String field, String value, String reason) {
        FieldProblem problem = refused(Asked.of(FLUX, "{\"" + field + "\":" + value + "}")).getFirst();
        assertEquals("/params/" + field + " field-unsupported " + reason,
                problem.pointer() + " " + problem.code() + " " + problem.args().get("reason"));
    }

    @Test
    void a_prompt_may_be_ten_thousand_characters_long_whatever_their_width() {
        String longest = "\uD83C\uDF05".repeat(JobRequest.MAX_PROMPT);
        resolved(Asked.of(SD15, longest, "{}"));
        FieldProblem over = refused(Asked.of(SD15, longest + "ab", "{}")).getFirst();
        assertEquals("/prompt prompt-too-long 2", over.pointer() + " " + over.code() + " " + over.args().get("over"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\ud83c", "\udf05"})
    void text_that_no_file_keeps_is_refused(String prompt) {
        assertEquals("bad-characters", refused(Asked.of(SD15, prompt, "{}")).getFirst().code());
    }

    @Test
    void line_ends_and_right_to_left_text_are_kept_as_they_are() {
        String prompt = "one\r\ntwo\n\u05e9\u05dc\u05d5\u05dd \u202e";
        assertEquals(prompt, assertInstanceOf(Resolution.Resolved.class,
                Workflow.resolve(Asked.of(SD15, prompt, "{}"), shelf.index(), new Random(1))).request().prompt());
    }

    @Test
    void names_become_paths() {
        ImageParams params = resolved(Asked.of("dream", "{\"vae\":\"mse.safetensors\",\"loras\":[{\"name\":\"ink\","
                + "\"weight\":1}]}"));
        assertEquals("vae/sd15/mse.safetensors", params.vae().get());
        assertEquals("loras/ink.safetensors", params.loras().getFirst().name());
    }

    @Test
    void what_is_of_another_family_is_refused_where_it_is_named() {
        List<FieldProblem> problems = refused(
                Asked.of(SD15, "{\"vae\":\"ae\",\"loras\":[{\"name\":\"ink\",\"weight\":1},"
                        + "{\"name\":\"realism\",\"weight\":1}]}"));
        assertEquals(List.of("/params/loras/1/name wrong-family", "/params/vae wrong-family"),
                problems.stream().map(p -> p.pointer() + " " + p.code()).toList());
    }

    @Test
    void both_families_are_named_when_they_differ() {
        List<FieldProblem> problems = refused(Asked.of(SD15, "{\"vae\":\"sdxl_vae\",\"loras\":[{\"name\":\"realism\","
                + "\"weight\":1}]}"));
        assertEquals(List.of(Map.of("type", "FLUX", "wanted", "SD1.5"), Map.of("type", "SDXL", "wanted", "SD1.5")),
                problems.stream().map(FieldProblem::args).toList());
        resolved(Asked.of("v2-1_768", "{\"vae\":\"mse\"}"));
    }

    @Test
    void what_is_of_no_known_family_passes() {
        shelf.with("loras/odd.safetensors", Family.UNKNOWN).with("vae/odd.safetensors", Family.UNKNOWN);
        resolved(Asked.of(SD15, "{\"vae\":\"vae/odd.safetensors\",\"loras\":[{\"name\":\"loras/odd.safetensors\","
                + "\"weight\":1}]}"));
    }

    @Test
    void too_many_or_too_heavy_loras_are_refused() {
        String eleven = "{\"name\":\"ink\",\"weight\":1},".repeat(10) + "{\"name\":\"ink\",\"weight\":11}";
        assertEquals(List.of("too-many", "out-of-range"),
                refused(Asked.of(SD15, "{\"loras\":[" + eleven + "]}")).stream().map(FieldProblem::code).toList());
    }

    @ParameterizedTest
    @CsvSource({"nothing, model-missing", "'', model-required", "svd, family-unsupported",
            "refiner, model-not-from-text", "ink, model-missing"})
    void a_model_that_makes_no_picture_is_refused(String model, String code) {
        FieldProblem problem = refused(Asked.of(model, "{}")).getFirst();
        assertEquals("/model " + code, problem.pointer() + " " + problem.code());
    }

    @Test
    void a_mistyped_model_is_answered_with_near_ones() {
        assertEquals(List.of(SD15), refused(Asked.of("dreem", "{}")).getFirst().args().get("near"));
    }

    @Test
    void a_broken_file_is_refused_with_what_is_wrong_with_it() {
        ModelFile good = ModelFile.guess("checkpoints/sd15/cut.safetensors");
        shelf.with(new ModelFile(good.path(), good.kind(), Family.SD15, false, 1, good.traits(), good.parts(),
                good.card(), Map.of(Shelf.ENGINE, "cut"), Optional.of(new Problem("model-cut", "Load it again"))));
        assertEquals("model-cut", refused(Asked.of("cut", "{}")).getFirst().code());
    }

    @Test
    void a_file_no_comfyui_lists_is_refused_but_before_one_was_seen_every_name_may_wait() {
        ModelFile unlisted = ModelFile.guess("checkpoints/sdxl/alone.safetensors");
        shelf.with(unlisted);
        assertEquals("model-unlisted", refused(Asked.of("alone", "{}")).getFirst().code());
        ModelIndex nothingSeen = ModelIndex.of(List.of(), false);
        var accepted = assertInstanceOf(Resolution.Resolved.class, Workflow.resolve(
                Asked.of("flux1-dev.safetensors", "{\"loras\":[{\"name\":\"x\",\"weight\":1}]}"), nothingSeen,
                new Random(1)));
        assertEquals(Optional.of(3.5), ((ImageParams) accepted.request().params()).guidance());
    }

    @Test
    void an_unknown_parameter_is_answered_with_the_one_that_was_meant() {
        FieldProblem problem = refused(Asked.of(SD15, "{\"step\":20}")).getFirst();
        assertEquals("/params/step unknown-field", problem.pointer() + " " + problem.code());
        assertEquals("steps", ((List<?>) problem.args().get("near")).getFirst());
    }

    @Test
    void denoise_needs_a_picture_to_start_from() {
        assertEquals("denoise-without-image", refused(Asked.of(SD15, "{\"denoise\":0.5}")).getFirst().code());
        assertEquals(0.6, resolved(Asked.of(SD15, "{\"image\":\"start.png\"}")).denoise().get());
    }

    @Test
    void a_second_pass_takes_sensible_values_and_stays_within_what_comfyui_can_hold() {
        ImageParams params = resolved(Asked.of(SD15, "{\"hires\":{\"scale\":2,\"denoise\":0,\"steps\":0}}"));
        assertEquals(new ImageParams.Hires(2, 0.5, 30), params.hires().get());
        assertEquals("/params/hires/scale", refused(Asked.of(SD15,
                "{\"width\":8192,\"hires\":{\"scale\":2.5,\"denoise\":0.5,\"steps\":5}}")).getFirst().pointer());
    }

    private ImageParams resolved(JobRequest request) {
        Resolution resolution = Workflow.resolve(request, shelf.index(), new Random(1));
        return (ImageParams) assertInstanceOf(Resolution.Resolved.class, resolution).request().params();
    }

    private List<FieldProblem> refused(JobRequest request) {
        // Takes every parameter, so that the range alone decides.
        ModelFile odd = ModelFile.guess("checkpoints/odd.safetensors");
        shelf.with(
                new ModelFile(odd.path(), odd.kind(), odd.family(), true, 0, odd.traits(), java.util.Set.of(Part.VAE),
                        odd.card(), Map.of(Shelf.ENGINE, "odd.safetensors"), Optional.empty()));
        return assertInstanceOf(Resolution.Refused.class, Workflow.resolve(request, shelf.index(), new Random(1)))
                .problems();
    }

    /** The order of the fields in a form. */
    private static final class Order {

        private static int of(FieldProblem problem) {
            return List.of("/prompt", "/params/steps", "/params/cfg", "/params/width", "/params/height",
                    "/params/loras/0/name").indexOf(problem.pointer());
        }
    }
}
