package orchestrator.queue;

import orchestrator.job.ImageParams;
import orchestrator.job.Job;
import orchestrator.job.JobRequest;
import orchestrator.job.Params;

/** The following seeds of a group. */
final class Seeds {

    private Seeds() {
    }

    /** The request of the job at {@code index} of the group that {@code known} belongs to. */
    static JobRequest at(Job known, int index) {
        JobRequest request = known.request();
        Params params = switch (request.params()) {
            case ImageParams image -> image.seed()
                    .map(seed -> image.withSeed(seed.plus(index - known.submission().index()))).orElse(image);
        };
        return new JobRequest(request.model(), request.prompt(), params);
    }
}
