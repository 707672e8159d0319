package orchestrator.workflow;

import orchestrator.job.ImageParams;
import orchestrator.job.ImageParams.Lora;
import orchestrator.models.Family;
import orchestrator.models.Kind;
import orchestrator.models.ModelFile;
import orchestrator.models.ModelIndex;
import orchestrator.models.Search.Ambiguous;
import orchestrator.models.Search.Found;
import orchestrator.models.Search.Missing;
import orchestrator.models.Trait;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the models a request names, and says which of them do not exist, do not work, or do not fit together. */
final class ModelFields {

    static final Set<Kind> SAMPLED = Set.of(Kind.CHECKPOINT, Kind.DIFFUSION_MODEL);

    private static final Set<Trait> NOT_FROM_TEXT = Set.of(Trait.CONTROL, Trait.EDIT, Trait.REFINER);

    private final ModelIndex models;
    private final List<FieldProblem> problems = new ArrayList<>();

    ModelFields(ModelIndex models) {
        this.models = models;
    }

    List<FieldProblem> problems() {
        return problems;
    }

    Optional<ModelFile> model(String named) {
        if (named.isBlank()) {
            problems.add(FieldProblem.of("/model", "model-required", "Choose a model"));
            return Optional.empty();
        }
        return find("/model", named, SAMPLED).filter(model -> works("/model", model)).filter(this::draws);
    }

    /** What is wrong with a file whoever names it. What makes videos is left to those who do. */
    Optional<FieldProblem> trouble(ModelFile file) {
        if (works("/model", file) && Kind.SAMPLED.contains(file.kind()) && file.family() != Family.SVD) {
            draws(file);
        }
        return problems.stream().findFirst();
    }

    /** The same LoRAs under their full paths. */
    List<Lora> loras(List<Lora> loras, ModelFile model) {
        List<Lora> full = new ArrayList<>();
        for (int i = 0; i < loras.size(); i++) {
            Lora lora = loras.get(i);
            String pointer = "/params/loras/" + i + "/name";
            find(pointer, lora.name(), Set.of(Kind.LORA)).filter(file -> works(pointer, file))
                    .filter(file -> fits(pointer, file, model))
                    .ifPresent(file -> full.add(new Lora(file.path(), lora.weight())));
        }
        return full;
    }

    Optional<String> vae(ImageParams params, ModelFile model, Trait latent) {
        String pointer = "/params/vae";
        return params.vae().flatMap(name -> find(pointer, name, Set.of(Kind.VAE)))
                .filter(file -> works(pointer, file)).filter(file -> decodes(pointer, file, model, latent))
                .map(ModelFile::path);
    }

    private Optional<ModelFile> find(String pointer, String named, Set<Kind> kinds) {
        return switch (models.find(named, kinds)) {
            case Found(ModelFile model) -> Optional.of(model);
            case Ambiguous(List<String> paths) -> {
                problems.add(new FieldProblem(pointer, "model-ambiguous",
                        "Several files have this name, give the path of one: " + String.join(", ", paths),
                        Map.of("name", named, "near", paths)));
                yield Optional.empty();
            }
            // Before any ComfyUI was seen nothing is known to be missing: the job waits, and is checked again then.
            case Missing _ when !models.engineSeen() -> Optional.of(unseen(named, kinds));
            case Missing(List<String> near) -> {
                problems.add(new FieldProblem(pointer, "model-missing", "There is no " + word(kinds) + " of this name"
                        + (near.isEmpty() ? "" : ", did you mean " + near.getFirst() + "?"),
                        Map.of("name", named, "near", near)));
                yield Optional.empty();
            }
        };
    }

    private static ModelFile unseen(String named, Set<Kind> kinds) {
        ModelFile guess = ModelFile.guess(named);
        return kinds.contains(guess.kind())
                ? guess
                : ModelFile.guess(kinds.stream().findFirst().flatMap(Kind::folder).orElse("") + "/" + named);
    }

    private boolean works(String pointer, ModelFile file) {
        file.problem().ifPresent(problem -> problems.add(
                new FieldProblem(pointer, problem.code(), problem.detail(), Map.of("name", file.path()))));
        boolean unlisted = models.engineSeen() && file.engines().isEmpty();
        if (unlisted) {
            problems.add(new FieldProblem(pointer, "model-unlisted",
                    "No ComfyUI lists this file: put it where ComfyUI looks for models", Map.of("name", file.path())));
        }
        return file.problem().isEmpty() && !unlisted;
    }

    private boolean draws(ModelFile model) {
        if (Recipe.of(model).isEmpty()) {
            problems.add(new FieldProblem("/model", "family-unsupported",
                    "Choose another model: pictures cannot be made with one of the family " + model.type(),
                    Map.of("type", model.type())));
            return false;
        }
        Optional<Trait> odd = model.traits().stream().filter(NOT_FROM_TEXT::contains).sorted().findFirst();
        odd.ifPresent(trait -> problems.add(new FieldProblem("/model", "model-not-from-text",
                "Choose another model: this one cannot make a picture from text alone",
                Map.of("trait", trait.word()))));
        return odd.isEmpty();
    }

    private boolean fits(String pointer, ModelFile file, ModelFile model) {
        boolean fits = file.guessed() || model.guessed() || file.family().fits(model.family());
        if (!fits) {
            problems.add(mismatch(pointer, file, model));
        }
        return fits;
    }

    // Headers tell the channels for sure, and the family only sometimes.
    private boolean decodes(String pointer, ModelFile vae, ModelFile model, Trait latent) {
        Trait other = latent == Trait.LATENT_4 ? Trait.LATENT_16 : Trait.LATENT_4;
        boolean channels = model.guessed() || !vae.is(other);
        boolean family = model.guessed() || vae.guessed() || vae.family().sharesLatents(model.family());
        if (!channels || !family) {
            problems.add(mismatch(pointer, vae, model));
        }
        return channels && family;
    }

    private static FieldProblem mismatch(String pointer, ModelFile file, ModelFile model) {
        String type = file.family() != Family.UNKNOWN
                ? file.type()
                : file.is(Trait.LATENT_16) ? "SD3.5, FLUX" : "SD, SDXL";
        return new FieldProblem(pointer, "wrong-family",
                "Choose one for " + model.type() + ", this one is for " + type,
                Map.of("type", type, "wanted", model.type()));
    }

    private static String word(Set<Kind> kinds) {
        return kinds.size() == 1 ? kinds.iterator().next().word() : "model";
    }
}
