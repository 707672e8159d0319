package orchestrator.worker;

import orchestrator.comfyui.ComfyException;
import orchestrator.comfyui.ComfyMessage;
import orchestrator.comfyui.GraphProgress;
import orchestrator.engine.Engines;
import orchestrator.engine.Wait;
import orchestrator.event.Progress;
import orchestrator.queue.Lease;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Tells the world how a prompt fares: progress, previews, and why it waits. */
final class RunFollower implements PromptWatch.Follower {

    private final String promptId;
    private final Lease lease;
    private final Site site;
    private final Slots.Slot slot;
    private final GraphProgress progress;

    RunFollower(String promptId, Lease lease, Site site, Slots.Slot slot, GraphProgress progress) {
        this.promptId = promptId;
        this.lease = lease;
        this.site = site;
        this.slot = slot;
        this.progress = progress;
    }

    @Override
    public void running() {
        engines().waitsNoMore(jobId());
        lease.arrived();
        if (lease.started()) {
            slot.begin();
        }
    }

    @Override
    public void pending(Optional<String> behind) {
        lease.arrived();
        // What is ours ends in sight of the user; what is not may take as long as it likes.
        if (behind.map(ahead -> !site.link().follows(ahead)).orElse(false)) {
            waits("others");
        } else {
            engines().waitsNoMore(jobId());
        }
    }

    @Override
    public void told(ComfyMessage message) {
        site.health().moving(promptId);
        if (message instanceof ComfyMessage.Preview preview) {
            engines().previewed(jobId(), preview.image(), preview.mime());
        }
        progress.accept(message).filter(_ -> lease.holds())
                .ifPresent(reading -> engines().progressed(jobId(), progress(reading)));
    }

    @Override
    public void unreachable(ComfyException why) {
        waits("check");
    }

    @Override
    public Duration patience() {
        return site.with().pace().patience().stall();
    }

    @Override
    public void silent() {
        site.health().stuck(promptId);
        waits("stuck");
    }

    private void waits(String code) {
        engines().waits(jobId(), new Wait(code, Map.of("a", site.engine())));
    }

    private String jobId() {
        return lease.job().jobId();
    }

    private Engines engines() {
        return site.with().engines();
    }

    private static Progress progress(GraphProgress.Reading reading) {
        return new Progress(reading.percent(), reading.stage().name().toLowerCase(Locale.ROOT), reading.step(),
                reading.steps(), reading.eta().map(eta -> Math.toIntExact((eta.toMillis() + 500) / 1000)),
                Optional.empty(), Optional.empty(), false);
    }
}
