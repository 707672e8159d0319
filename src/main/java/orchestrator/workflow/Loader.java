package orchestrator.workflow;

import orchestrator.comfyui.Graph.Link;
import orchestrator.comfyui.GraphBuilder;
import orchestrator.models.Family;
import orchestrator.models.Kind;
import orchestrator.models.ModelFile;
import orchestrator.models.ModelIndex;
import orchestrator.models.Part;
import orchestrator.models.Trait;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Adds the nodes that load a model, and whatever its file does not bring along: text encoders and VAE. */
final class Loader {

    /** Where model, text encoder and VAE come out. */
    record Loaded(Link model, Link clip, Link vae) {}

    private record Encoder(String name, ModelFile file) {}

    private final GraphBuilder graph;
    private final Target target;
    private final ModelFile model;
    private final Recipe recipe;
    private final List<FieldProblem> problems = new ArrayList<>();

    Loader(GraphBuilder graph, Target target, ModelFile model, Recipe recipe) {
        this.graph = graph;
        this.target = target;
        this.model = model;
        this.recipe = recipe;
    }

    /** What that ComfyUI lacks; filled by {@link #load}. */
    List<FieldProblem> problems() {
        return problems;
    }

    /** @param vae path of the VAE the request asks for */
    Optional<Loaded> load(Optional<String> vae) {
        boolean checkpoint = model.kind() == Kind.CHECKPOINT;
        var loader = checkpoint
                ? graph.add("CheckpointLoaderSimple").in("ckpt_name", name(model))
                : graph.add("UNETLoader").in("unet_name", name(model)).in("weight_dtype", "default");
        Optional<Link> clip = checkpoint && bringsEncoders() ? Optional.of(loader.out(1)) : encoders();
        Optional<Link> decoder = vae.isPresent()
                ? vae.flatMap(this::chosenVae)
                : checkpoint && model.holds(Part.VAE) ? Optional.of(loader.out(2)) : familyVae();
        return clip.flatMap(text -> decoder.map(pixels -> new Loaded(loader.out(0), text, pixels)));
    }

    private boolean bringsEncoders() {
        return recipe.encoders().stream().flatMap(set -> set.parts().stream()).anyMatch(model::holds)
                || recipe.encoders().isEmpty();
    }

    private Optional<Link> encoders() {
        for (EncoderSet set : recipe.encoders()) {
            List<Encoder> found = set.parts().stream().flatMap(part -> encoder(part).stream()).toList();
            if (found.size() == set.parts().size()) {
                return Optional.of(encoders(set, found));
            }
        }
        List<String> need = recipe.encoders().getLast().parts().stream().filter(part -> encoder(part).isEmpty())
                .map(Part::word).toList();
        // One whose header nobody could read may be what is looked for.
        List<String> near = target.models().of(Kind.TEXT_ENCODER)
                .filter(file -> file.parts().isEmpty() || file.problem().isPresent()).map(ModelFile::path).limit(5)
                .toList();
        problems.add(new FieldProblem("/model", "text-encoder-missing",
                "Put the text encoders this model needs into ComfyUI's text_encoders: " + String.join(", ", need),
                Map.of("need", need, "files", String.join(", ", need), "folder", "text_encoders", "near", near)));
        return Optional.empty();
    }

    private Link encoders(EncoderSet set, List<Encoder> files) {
        var node = graph.add(set.node());
        for (int i = 0; i < files.size(); i++) {
            node.in(set.input(i), files.get(i).name());
        }
        set.type().ifPresent(type -> node.in("type", type));
        return node.out(0);
    }

    // An 8-bit model is chosen where memory is short: its text encoder is then 8-bit too.
    private Optional<Encoder> encoder(Part part) {
        boolean small = model.is(Trait.FP8) || model.name().contains("fp8");
        Comparator<ModelFile> asSmall = Comparator.comparing(file -> file.name().contains("fp8") != small);
        return target.models().of(Kind.TEXT_ENCODER).filter(file -> file.holds(part) && file.problem().isEmpty())
                .min(asSmall.thenComparing(file -> file.path().length()).thenComparing(ModelFile::path))
                .map(file -> new Encoder(name(file), file));
    }

    private Optional<Link> chosenVae(String path) {
        Optional<ModelFile> file = target.models().of(Kind.VAE).filter(vae -> vae.path().equals(path)).findFirst();
        if (file.isEmpty()) {
            List<String> near = ModelIndex.nearest(path, target.models().of(Kind.VAE).map(ModelFile::path));
            problems.add(new FieldProblem("/params/vae", "model-missing", "This ComfyUI has no VAE of that name",
                    Map.of("name", path, "near", near)));
        }
        return file.map(this::loadVae);
    }

    private Optional<Link> familyVae() {
        Optional<ModelFile> file = Stream
                .<Predicate<ModelFile>>of(vae -> vae.family() == model.family(),
                        vae -> vae.family() != Family.UNKNOWN && vae.family().sharesLatents(model.family()),
                        vae -> vae.family() == Family.UNKNOWN && vae.is(recipe.latent()))
                .flatMap(fits -> target.models().of(Kind.VAE).filter(fits).filter(vae -> vae.problem().isEmpty()))
                .findFirst();
        if (file.isEmpty()) {
            problems.add(new FieldProblem("/model", "vae-missing",
                    "Put a VAE for " + model.type() + " into ComfyUI's vae folder, or name one",
                    Map.of("type", model.type(), "folder", "vae")));
        }
        return file.map(this::loadVae);
    }

    private Link loadVae(ModelFile vae) {
        return graph.add("VAELoader").in("vae_name", name(vae)).out(0);
    }

    private String name(ModelFile file) {
        return file.nameOn(target.engine()).orElseThrow();
    }
}
