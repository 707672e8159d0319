package orchestrator.comfyui;

import orchestrator.comfyui.Transport.Answer;

/** Tells a ComfyUI from something else at its address. */
final class Probes {
    private Probes() {
    }

    static Probe read(Answer answer) {
        return switch (answer.status()) {
            case 200 -> Json.tryRead(answer.body()).flatMap(SystemStats::of).<Probe>map(Probe.Reachable::new)
                    .orElseGet(() -> new Probe.NotComfy(200, answer.summary()));
            case 502, 503, 504 -> new Probe.Unreachable(new Trouble(Trouble.Kind.BEHIND_PROXY, answer.summary()));
            default -> new Probe.NotComfy(answer.status(), answer.summary());
        };
    }
}
