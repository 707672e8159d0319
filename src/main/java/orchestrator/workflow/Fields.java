package orchestrator.workflow;

import orchestrator.job.ImageParams;
import orchestrator.job.ImageParams.Hires;
import orchestrator.job.ImageParams.Lora;
import orchestrator.job.JobRequest;
import orchestrator.models.ModelIndex;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Rules that hold for a request whatever the model: texts, ranges, names of fields. Collects every problem. */
final class Fields {

    static final int MAX_LORAS = 10;
    static final Range PIXELS = new Range(16, 16384, 8);

    private static final int MAX_NAME = 200;
    private static final Range STEPS = new Range(1, 10_000, 1);
    private static final Range HUNDRED = new Range(0, 100, 0.1);
    private static final Range SHARE = new Range(0, 1, 0.01);
    private static final Range BATCH = new Range(1, 64, 1);
    private static final Range WEIGHT = new Range(-10, 10, 0.05);
    private static final Range CLIP_SKIP = new Range(1, 24, 1);
    private static final Range SCALE = new Range(1, 4, 0.1);
    private static final List<String> NAMES = Arrays.stream(ImageParams.class.getRecordComponents())
            .map(java.lang.reflect.RecordComponent::getName).filter(name -> !name.equals("extra")).toList();

    private final List<FieldProblem> problems = new ArrayList<>();

    private Fields() {
    }

    static List<FieldProblem> check(JobRequest request, ImageParams params) {
        Fields fields = new Fields();
        fields.prompt(request.prompt());
        fields.text("/params/negativePrompt", params.negativePrompt());
        fields.numbers(params);
        fields.loras(params.loras());
        params.hires().ifPresent(hires -> fields.hires(hires, params));
        fields.name("sampler", params.sampler());
        fields.name("scheduler", params.scheduler());
        fields.unknown(params);
        return List.copyOf(fields.problems);
    }

    private void prompt(String prompt) {
        if (prompt.isBlank()) {
            problems.add(FieldProblem.of("/prompt", "prompt-missing", "Enter a prompt"));
        }
        text("/prompt", prompt);
    }

    private void text(String pointer, String text) {
        int over = text.codePointCount(0, text.length()) - JobRequest.MAX_PROMPT;
        if (over > 0) {
            problems.add(new FieldProblem(pointer, "prompt-too-long",
                    "Shorten the text by " + over + ": at most " + JobRequest.MAX_PROMPT + " characters are taken",
                    Map.of("over", over, "max", JobRequest.MAX_PROMPT)));
        }
        // Neither survives a trip through files and other programs byte for byte.
        if (text.codePoints().anyMatch(c -> c == 0 || c >= 0xd800 && c <= 0xdfff)) {
            problems.add(FieldProblem.of(pointer, "bad-characters",
                    "Remove the NUL characters and halves of surrogate pairs from the text"));
        }
    }

    private void numbers(ImageParams params) {
        whole("steps", params.steps(), STEPS);
        number("cfg", params.cfg(), HUNDRED);
        number("guidance", params.guidance(), HUNDRED);
        whole("width", params.width(), PIXELS);
        whole("height", params.height(), PIXELS);
        whole("batchSize", params.batchSize(), BATCH);
        number("denoise", params.denoise(), SHARE);
        whole("clipSkip", params.clipSkip(), CLIP_SKIP);
        if (params.image().isEmpty() && params.denoise().orElse(Defaults.FROM_NOISE) < Defaults.FROM_NOISE) {
            problems.add(FieldProblem.of("/params/denoise", "denoise-without-image",
                    "Add a start image, or leave denoise at 1: without one there is nothing to keep"));
        }
    }

    private void loras(List<Lora> loras) {
        if (loras.size() > MAX_LORAS) {
            problems.add(FieldProblem.param("loras", "too-many", "Use at most " + MAX_LORAS + " LoRAs",
                    Map.of("max", MAX_LORAS)));
        }
        for (int i = 0; i < loras.size(); i++) {
            number("loras/" + i + "/weight", Optional.of(loras.get(i).weight()), WEIGHT);
        }
    }

    private void hires(Hires hires, ImageParams params) {
        number("hires/scale", Optional.of(hires.scale()), SCALE);
        number("hires/denoise", Optional.of(hires.denoise()), SHARE);
        whole("hires/steps", Optional.of(hires.steps()), new Range(0, STEPS.max(), 1));
        int longer = Math.max(params.width().orElse(0), params.height().orElse(0));
        if (longer <= PIXELS.max() && longer * hires.scale() > PIXELS.max()) {
            problems.add(FieldProblem.param("hires/scale", "size-too-large",
                    "Choose a smaller factor: the picture would be wider or higher than 16384 pixels",
                    Map.of("max", 16384)));
        }
    }

    private void name(String field, Optional<String> name) {
        name.filter(text -> text.isBlank() || text.length() > MAX_NAME).ifPresent(_ -> problems.add(FieldProblem
                .of("/params/" + field, "invalid-value", "Choose a " + field + " of the list, or leave it out")));
    }

    private void unknown(ImageParams params) {
        for (String name : params.extra().keySet()) {
            List<String> near = ModelIndex.nearest(name, NAMES.stream());
            String hint = near.isEmpty() ? "Remove it" : "Did you mean " + near.getFirst() + "?";
            problems.add(FieldProblem.param(name.replace("~", "~0").replace("/", "~1"), "unknown-field",
                    "There is no parameter of this name. " + hint, Map.of("near", near)));
        }
    }

    private void whole(String field, Optional<Integer> value, Range range) {
        number(field, value.map(Integer::doubleValue), range);
    }

    private void number(String field, Optional<Double> value, Range range) {
        // NaN lies in no range.
        value.filter(number -> !range.holds(number)).ifPresent(_ -> problems.add(outOf(field, range)));
    }

    private static FieldProblem outOf(String field, Range range) {
        var plain = new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT));
        return FieldProblem.param(field, "out-of-range",
                "Enter a number from " + plain.format(range.min()) + " to " + plain.format(range.max()),
                Map.of("min", range.min(), "max", range.max()));
    }
}
