package orchestrator.web;

import orchestrator.canvas.InputPictures;
import orchestrator.canvas.Unusable;
import orchestrator.job.JobRequest;
import orchestrator.workflow.FieldProblem;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whether the pictures a request names are there, and can be started from. */
final class PictureFields {

    private PictureFields() {
    }

    static List<FieldProblem> check(JobRequest request, InputPictures pictures) {
        return request.params().pictures().entrySet().stream()
                .flatMap(named -> pictures.fault(named.getValue()).stream()
                        .map(fault -> problem("/params/" + named.getKey(), named.getValue(), fault)))
                .toList();
    }

    private static FieldProblem problem(String pointer, String name, Unusable.Fault fault) {
        return switch (fault) {
            case MISSING -> new FieldProblem(pointer, "image-missing",
                    "Upload the picture again, or choose one of the canvas: there is none of this name.",
                    Map.of("name", name));
            case FOREIGN, DAMAGED, TOO_LARGE, ANIMATED -> new FieldProblem(pointer, "image-unusable",
                    "Choose another picture: a whole, still PNG, JPEG or WebP of at most 64 million pixels.",
                    Map.of("name", name, "why", fault.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        };
    }
}
