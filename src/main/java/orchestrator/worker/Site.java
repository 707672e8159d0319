package orchestrator.worker;

import orchestrator.engine.Engines;
import orchestrator.event.Event;
import orchestrator.file.FailPoints;

import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What all runs on one ComfyUI share.
 *
 * @param engine its id, the address
 */
record Site(String engine, ComfyLink link, Planner planner, Collector collector, Surroundings with) {

    /** What a worker needs beside its engine. */
    record Surroundings(Engines engines, Consumer<Event> listeners, InstantSource time, RandomGenerator random,
            Pace pace, FailPoints points) {}
}
