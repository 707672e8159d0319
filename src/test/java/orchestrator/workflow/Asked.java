package orchestrator.workflow;

import orchestrator.job.ImageParams;
import orchestrator.job.JobRequest;

import tools.jackson.databind.json.JsonMapper;

/** Requests as they come in: JSON. */
final class Asked {

    private static final JsonMapper JSON = JsonMapper.shared();

    private Asked() {
    }

    static JobRequest of(String model, String prompt, String params) {
        return new JobRequest(model, prompt, JSON.readValue(params, ImageParams.class));
    }

    static JobRequest of(String model, String params) {
        return of(model, "a lighthouse at dusk", params);
    }
}
