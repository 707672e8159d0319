package orchestrator.web;

import orchestrator.queue.JobQueue;
import orchestrator.queue.QueueCounts;

/** {@code /api/queue}: the queue as a whole. */
final class QueueRoutes implements Routes {

    private final JobQueue queue;

    QueueRoutes(JobQueue queue) {
        this.queue = queue;
    }

    @Override
    public void into(Routing routing) {
        routing.get("/api/queue", context -> JobRoutes.answer(context, state()));
        routing.post("/api/queue/pause", context -> {
            queue.pause();
            JobRoutes.answer(context, state());
        });
        routing.post("/api/queue/resume", context -> {
            queue.resume();
            JobRoutes.answer(context, state());
        });
    }

    QueueCounts state() {
        return queue.counts();
    }
}
