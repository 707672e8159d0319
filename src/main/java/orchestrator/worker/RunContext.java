package orchestrator.worker;

import orchestrator.engine.Engines;
import orchestrator.event.Event;
import orchestrator.file.FailPoints;

import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What runs need beside their engine.
 *
 * @param listeners are told what happened; they must not wait
 * @param points    where a test may end the process
 * @param consent   of whoever lends the jobs
 * @param inHand    which jobs a death of the process would be blamed on
 */
public record RunContext(Engines engines, Consumer<Event> listeners, InstantSource time, RandomGenerator random,
        Pace pace, FailPoints points, InHand inHand, Consent consent) {}
