package orchestrator.web;

import orchestrator.canvas.Canvas;
import orchestrator.canvas.Item;
import orchestrator.canvas.Making;
import orchestrator.job.Output;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** An item of the canvas as the API tells it. */
final class ItemViews {

    private final Canvas canvas;

    ItemViews(Canvas canvas) {
        this.canvas = canvas;
    }

    /** What lists show. */
    Map<String, Object> of(Item item) {
        Making making = item.making();
        Map<String, Object> view = new LinkedHashMap<>(JobViews.map("id", item.id(), "name", item.name(), "type",
                item.isVideo() ? "video" : "image", "url", "/media/" + item.id() + "?v=" + item.version(),
                "thumbnailUrl", "/thumb/" + item.id() + "?s=256&v=" + item.version(), "size", item.size(), "created",
                item.created(), "width", item.width(), "height", item.height(), "folder", item.folder(), "jobId", making
                        .jobId(),
                "family", making.family(), "model", making.model(), "prompt", making.prompt(), "seed",
                making.seed()));
        if (item.state() != Item.State.WHOLE) {
            view.put("state", item.state() == Item.State.WRITING ? "writing" : "broken");
        }
        return view;
    }

    /** With everything the file says. */
    Map<String, Object> whole(Item item) {
        Map<String, Object> view = of(item);
        Making making = canvas.making(item);
        making.prompt().ifPresent(prompt -> view.put("prompt", prompt));
        view.put("params", making.params());
        return view;
    }

    /** A job's result. One that was moved or removed since is told by its name alone. */
    Map<String, Object> of(Output output) {
        Optional<Item> item = canvas.itemAt(output.file());
        return item.map(this::of).orElseGet(() -> JobViews.map("name", output.file().substring(output.file()
                .lastIndexOf('/') + 1), "size", output.size(), "missing", true));
    }
}
