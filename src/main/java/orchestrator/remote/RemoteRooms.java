package orchestrator.remote;

import orchestrator.canvas.Canvas;
import orchestrator.engine.Engines;
import orchestrator.file.DurableFiles;
import orchestrator.models.ModelList;
import orchestrator.queue.QueueRoom;

import java.time.InstantSource;

/**
 * Our own small Orchestrator, without a page: borrowed jobs wait, run and have their results here.
 *
 * @param engine the one ComfyUI, as our engines name it
 */
public record RemoteRooms(QueueRoom queue, Canvas canvas, DurableFiles files, ModelList models, Engines engines,
        String engine, InstantSource time) {}
