package orchestrator.crew;

import orchestrator.canvas.Canvas;
import orchestrator.engine.Engines;
import orchestrator.event.Event;
import orchestrator.file.DurableFiles;
import orchestrator.models.ModelList;
import orchestrator.queue.Claims;

import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * What workers read and change.
 *
 * @param listeners are told what happened; they must not wait
 */
public record CrewRooms(Claims claims, Canvas canvas, DurableFiles files, ModelList models, Engines engines,
        Consumer<Event> listeners, InstantSource time) {}
