package orchestrator.demo;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Points at which a running prompt stands still until it is released. */
final class Hold {
    private static final long LOOK_MILLIS = 20;

    private final Map<Integer, Boolean> steps = new HashMap<>();
    private final Set<String> points = new HashSet<>();

    synchronized void atStep(int step, boolean stubborn) {
        steps.put(step, stubborn);
    }

    synchronized void before(String point) {
        points.add(point);
    }

    synchronized void release(String point) {
        points.remove(point);
        notifyAll();
    }

    synchronized void release() {
        steps.clear();
        points.clear();
        notifyAll();
    }

    /** @param reached called once if there is a hold here @param gaveUp what ends a hold that is not stubborn */
    void step(int step, Runnable reached, BooleanSupplier gaveUp) throws InterruptedException {
        synchronized (this) {
            if (!steps.containsKey(step)) {
                return;
            }
        }
        reached.run();
        synchronized (this) {
            while (steps.containsKey(step) && (steps.get(step) || !gaveUp.getAsBoolean())) {
                wait(LOOK_MILLIS);
            }
        }
    }

    void point(String point, Runnable reached) throws InterruptedException {
        synchronized (this) {
            if (!points.contains(point)) {
                return;
            }
        }
        reached.run();
        synchronized (this) {
            while (points.contains(point)) {
                wait();
            }
        }
    }
}
