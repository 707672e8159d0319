package orchestrator.workflow;

import orchestrator.comfyui.Graph.Link;
import orchestrator.comfyui.GraphBuilder;
import orchestrator.job.ImageParams;
import orchestrator.job.ImageParams.Hires;
import orchestrator.job.ImageParams.Lora;
import orchestrator.job.JobRequest;
import orchestrator.models.Kind;
import orchestrator.models.ModelFile;
import orchestrator.models.Search;
import orchestrator.workflow.Loader.Loaded;
import orchestrator.workflow.Recipe.Prompts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Draws the graph of one picture: what all families have in common. Node ids depend on the request alone. */
final class ImageGraph {

    private final GraphBuilder graph = new GraphBuilder();
    private final List<FieldProblem> problems = new ArrayList<>();
    private final Target target;
    private final JobRequest request;
    private final ImageParams params;
    private final Recipe recipe;
    private final FamilyProfile profile;

    private ImageGraph(Target target, JobRequest request, ImageParams params, ModelFile model, Recipe recipe) {
        this.target = target;
        this.request = request;
        this.recipe = recipe;
        this.profile = recipe.profile(model);
        this.params = Defaults.fill(params, profile);
    }

    static Plan draw(Target target, JobRequest request, ImageParams params, ModelFile model, Recipe recipe) {
        return new ImageGraph(target, request, params, model, recipe).draw(model);
    }

    private Plan draw(ModelFile model) {
        Loader loader = new Loader(graph, target, model, recipe);
        Optional<Loaded> loaded = loader.load(params.vae());
        problems.addAll(loader.problems());
        List<String> loras = loras();
        Optional<String> image = startImage();
        if (loaded.isEmpty() || !problems.isEmpty()) {
            return new Plan.Lacking(List.copyOf(problems));
        }
        Loaded with = withClipSkip(withLoras(loaded.get(), loras));
        Prompts prompts = recipe.prompts(graph, with.clip(), request.prompt(), params);
        Link latent = image.map(name -> encoded(name, with.vae())).orElseGet(this::empty);
        Link sampled = sample(with.model(), prompts, latent, params.steps().orElseThrow(),
                params.denoise().orElseThrow());
        Link finished = params.hires().map(hires -> again(hires, with.model(), prompts, sampled)).orElse(sampled);
        Link pixels = graph.add("VAEDecode").in("samples", finished).in("vae", with.vae()).out(0);
        var saved = graph.add("SaveImage").in("images", pixels).in("filename_prefix", target.filePrefix());
        return new Plan.Ready(graph.build(), saved.id());
    }

    private List<String> loras() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < params.loras().size(); i++) {
            String path = params.loras().get(i).name();
            Search found = target.models().find(path, Set.of(Kind.LORA));
            if (found instanceof Search.Found(ModelFile file) && file.nameOn(target.engine()).isPresent()) {
                names.add(file.nameOn(target.engine()).get());
            } else {
                List<String> near = found instanceof Search.Missing(List<String> alike) ? alike : List.of();
                problems.add(FieldProblem.param("loras/" + i + "/name", "model-missing",
                        "This ComfyUI has no LoRA of that name", Map.of("name", path, "near", near)));
            }
        }
        return names;
    }

    private Loaded withLoras(Loaded loaded, List<String> names) {
        Link model = loaded.model();
        Link clip = loaded.clip();
        for (int i = 0; i < names.size(); i++) {
            Lora lora = params.loras().get(i);
            var node = graph.add("LoraLoader").in("model", model).in("clip", clip).in("lora_name", names.get(i))
                    .in("strength_model", lora.weight()).in("strength_clip", lora.weight());
            model = node.out(0);
            clip = node.out(1);
        }
        return new Loaded(model, clip, loaded.vae());
    }

    // Nothing for 1: the node would take the place of the layer that SD2 and SDXL use by themselves.
    private Loaded withClipSkip(Loaded loaded) {
        return params.clipSkip().filter(skip -> skip > 1)
                .map(skip -> graph.add("CLIPSetLastLayer").in("clip", loaded.clip()).in("stop_at_clip_layer", -skip))
                .map(node -> new Loaded(loaded.model(), node.out(0), loaded.vae())).orElse(loaded);
    }

    private Optional<String> startImage() {
        Optional<String> name = params.image().map(target.uploads()::get);
        if (params.image().isPresent() && name.isEmpty()) {
            problems.add(FieldProblem.of("/params/image", "image-missing",
                    "The start image is not on this ComfyUI: upload it again"));
        }
        return name;
    }

    private Link empty() {
        return graph.add(recipe.emptyLatent()).in("width", width()).in("height", height())
                .in("batch_size", params.batchSize().orElseThrow()).out(0);
    }

    private Link encoded(String image, Link vae) {
        Link loaded = graph.add("LoadImage").in("image", image).out(0);
        Link scaled = graph.add("ImageScale").in("image", loaded).in("upscale_method", "lanczos").in("width", width())
                .in("height", height()).in("crop", "center").out(0);
        Link latent = graph.add("VAEEncode").in("pixels", scaled).in("vae", vae).out(0);
        int batch = params.batchSize().orElseThrow();
        return batch == 1
                ? latent
                : graph.add("RepeatLatentBatch").in("samples", latent).in("amount", batch).out(0);
    }

    private Link sample(Link model, Prompts prompts, Link latent, int steps, double denoise) {
        return graph.add("KSampler").in("model", model).in("seed", params.seed().orElseThrow().value())
                .in("steps", steps).in("cfg", params.cfg().orElseThrow())
                .in("sampler_name", params.sampler().orElseThrow()).in("scheduler", params.scheduler().orElseThrow())
                .in("positive", prompts.positive()).in("negative", prompts.negative()).in("latent_image", latent)
                .in("denoise", denoise).out(0);
    }

    private Link again(Hires hires, Link model, Prompts prompts, Link sampled) {
        Link larger = graph.add("LatentUpscale").in("samples", sampled).in("upscale_method", "nearest-exact")
                .in("width", ProfileFields.nearest(width() * hires.scale(), profile.multiple()))
                .in("height", ProfileFields.nearest(height() * hires.scale(), profile.multiple()))
                .in("crop", "disabled").out(0);
        return sample(model, prompts, larger, hires.steps(), hires.denoise());
    }

    private int width() {
        return params.width().orElseThrow();
    }

    private int height() {
        return params.height().orElseThrow();
    }
}
