package orchestrator.demo;

import io.javalin.http.Context;
import tools.jackson.databind.node.ObjectNode;

import java.lang.management.ManagementFactory;
import java.util.Optional;

/** The routes about what there is: nodes, models, the machine. */
final class CatalogueRoutes {
    private static final long GIB = 1L << 30;

    private static final int MORE_CLASSES = 5_000;
    private static final String LARGE_CLASS = "KSampler";

    private final Workshop workshop;
    private final Models models;
    private final Catalogue catalogue;
    private final Folders folders;

    CatalogueRoutes(Workshop workshop, Models models) {
        this.workshop = workshop;
        this.models = models;
        this.catalogue = workshop.catalogue();
        this.folders = workshop.folders();
    }

    void addTo(Routes routes) {
        routes.get("/object_info", this::all);
        routes.get("/object_info/{class}", context -> Answers.json(context,
                catalogue.info(context.pathParam("class"))));
        routes.get("/models", context -> Answers.json(context, Json.array(models.folders())));
        routes.get("/models/{folder}", context -> models.in(context.pathParam("folder"))
                .filter(_ -> !workshop.faults().guise().listsNoModels()).ifPresentOrElse(
                        names -> Answers.json(context, Json.array(names)), () -> context.status(404)));
        routes.get("/embeddings", context -> Answers.json(context, Json.array(models.embeddings())));
        // Nothing lies on disk, so no file has metadata.
        routes.get("/view_metadata/{folder}", context -> context.status(404));
        routes.get("/extensions", context -> Answers.json(context, Json.array()));
        routes.get("/features", context -> Answers.json(context, features()));
        routes.get("/system_stats", context -> Answers.json(context, systemStats()));
        routes.javalin().get("/internal/folder_paths", context -> Answers.json(context, folderPaths()));
    }

    static ObjectNode features() {
        return Json.object().put("supports_preview_metadata", true).put("max_upload_size", 104857600);
    }

    private void all(Context context) throws InterruptedException {
        workshop.log().add(new DemoLog.CatalogueAsked());
        ObjectNode all = catalogue.all();
        Optional<Guise.CatalogueFault> fault = workshop.faults().guise().forCatalogue();
        if (fault.isPresent()) {
            switch (fault.get()) {
                case ERROR_500 -> {
                    context.status(500).contentType("text/plain").result(Answers.SERVER_ERROR);
                    return;
                }
                case STALLED -> workshop.faults().stall();
                case HUGE -> {
                    for (int i = 0; i < MORE_CLASSES; i++) {
                        all.set(LARGE_CLASS + " " + i, catalogue.info(LARGE_CLASS).path(LARGE_CLASS));
                    }
                }
            }
        }
        Answers.json(context, all);
    }

    private ObjectNode folderPaths() {
        ObjectNode answer = Json.object();
        models.folders().forEach(
                folder -> answer.putArray(folder).add(folders.folder("models").resolve(folder).toString()));
        return answer;
    }

    private ObjectNode systemStats() {
        Runtime runtime = Runtime.getRuntime();
        ObjectNode stats = Json.object();
        stats.putObject("system").put("os", "posix").put("ram_total", 32 * GIB)
                .put("ram_free", 32 * GIB - runtime.totalMemory() + runtime.freeMemory())
                .put("comfyui_version", workshop.faults().guise().ignoresPromptIds() ? "0.3.40" : "0.3.64")
                .put("required_frontend_version", "1.27.10")
                .put("installed_templates_version", "0.1.95").put("required_templates_version", "0.1.95")
                .put("python_version", "3.12.3 (demo, Java " + ManagementFactory.getRuntimeMXBean().getSpecVersion()
                        + ")")
                .put("pytorch_version", "2.8.0+demo").put("embedded_python", false).putArray("argv").add("main.py")
                .add("--output-directory").add(folders.folder("output").toString()).add("--preview-method")
                .add("auto");
        stats.putArray("devices").addObject().put("name", "Demo painter (no GPU)").put("type", "cpu")
                .putNull("index").put("vram_total", 24 * GIB).put("vram_free", 15 * GIB)
                .put("torch_vram_total", 8 * GIB).put("torch_vram_free", GIB);
        return stats;
    }
}
