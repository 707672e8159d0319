package orchestrator.comfyui;

import orchestrator.comfyui.Transport.Answer;

/** Tells a ComfyUI from something else at its address. */
final class Probes {
    private Probes() {
    }

    /** Whether a proxy says that there is nobody behind it. */
    static boolean isBehindProxy(int status) {
        return status == 502 || status == 503 || status == 504;
    }

    static Probe read(Answer answer) {
        if (isBehindProxy(answer.status()))
            return new Probe.Unreachable(new Trouble(Trouble.Kind.BEHIND_PROXY, answer.summary()));
        return switch (answer.status()) {
            case 200 -> Json.tryRead(answer.body()).flatMap(SystemStats::of).<Probe>map(Probe.Reachable::new)
                    .orElseGet(() -> new Probe.NotComfy(200, answer.summary()));
            default -> new Probe.NotComfy(answer.status(), answer.summary());
        };
    }
}
