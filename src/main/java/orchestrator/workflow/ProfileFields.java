package orchestrator.workflow;

import orchestrator.job.ImageParams;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a model's family refuses: parameters without a meaning for it, and sizes between its steps. */
final class ProfileFields {

    private final FamilyProfile profile;
    private final List<FieldProblem> problems = new ArrayList<>();

    private ProfileFields(FamilyProfile profile) {
        this.profile = profile;
    }

    static List<FieldProblem> check(ImageParams params, FamilyProfile profile) {
        ProfileFields fields = new ProfileFields(profile);
        fields.without("negativePrompt", !params.negativePrompt().isEmpty());
        // The only value it ever has is what a repeated request carries along.
        fields.without("cfg", params.cfg().filter(cfg -> cfg != profile.sampling().cfg()).isPresent());
        fields.without("guidance", params.guidance().isPresent());
        fields.without("clipSkip", params.clipSkip().filter(skip -> skip != 1).isPresent());
        fields.size("width", params.width());
        fields.size("height", params.height());
        return List.copyOf(fields.problems);
    }

    private void without(String field, boolean said) {
        if (said && !profile.takes(field)) {
            String type = profile.family().type();
            problems.add(FieldProblem.param(field, "field-unsupported",
                    "Leave it out: models of the family " + type + " have no use for it",
                    Map.of("reason", profile.without().get(field), "type", type)));
        }
    }

    private void size(String field, Optional<Integer> pixels) {
        int multiple = profile.multiple();
        pixels.filter(value -> value % multiple != 0 && Fields.PIXELS.holds(value)).ifPresent(value -> {
            int nearest = nearest(value, multiple);
            problems.add(
                    FieldProblem.param(field, "not-a-multiple", "Enter a multiple of " + multiple + ", the nearest is "
                            + nearest, Map.of("multiple", multiple, "nearest", nearest)));
        });
    }

    /** The multiple next to a value, never 0. */
    static int nearest(double value, int multiple) {
        return (int) Math.max(1, Math.round(value / multiple)) * multiple;
    }
}
