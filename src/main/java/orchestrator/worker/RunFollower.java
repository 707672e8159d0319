package orchestrator.worker;

import orchestrator.comfyui.ComfyException;
import orchestrator.comfyui.ComfyMessage;
import orchestrator.comfyui.GraphProgress;
import orchestrator.comfyui.NodeTimes;
import orchestrator.engine.Engines;
import orchestrator.engine.Wait;
import orchestrator.queue.Lease;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Tells the world how a prompt fares: progress, previews, and why it waits. */
final class RunFollower implements PromptWatch.Follower {

    private static final int TIMES_AS_LONG = 10;

    private final Lease lease;
    private final Site site;
    private final Slots.Slot slot;
    private final Clocks clocks;

    /** What a run's messages are measured with: how far it is, and how long each node took. */
    record Clocks(GraphProgress progress, NodeTimes times) {}

    RunFollower(Lease lease, Site site, Slots.Slot slot, Clocks clocks) {
        this.lease = lease;
        this.site = site;
        this.slot = slot;
        this.clocks = clocks;
    }

    @Override
    public void running() {
        engines().waitsNoMore(jobId());
        lease.arrived();
        if (lease.started()) {
            slot.begin();
        }
        clocks.progress().meanwhile().ifPresent(this::progressed);
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
        message.prompt().ifPresent(site.health()::moving);
        if (message instanceof ComfyMessage.Preview preview) {
            engines().previewed(jobId(), preview.image(), preview.mime());
        }
        // Before anything else: the next run may begin, and ask, at once.
        clocks.times().accept(message)
                .ifPresent(run -> engines().times().learn(site.engine(), lease.job().request(), run));
        clocks.progress().accept(message).ifPresent(this::progressed);
    }

    @Override
    public void unreachable(ComfyException why) {
        waits("check");
    }

    @Override
    public Duration patience() {
        Duration least = site.with().pace().patience().stall();
        return clocks.progress().expectedOfRunningNode().map(usual -> usual.multipliedBy(TIMES_AS_LONG))
                .filter(usual -> usual.compareTo(least) > 0).orElse(least);
    }

    @Override
    public void silent(String promptId) {
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

    private void progressed(GraphProgress.Reading reading) {
        if (lease.holds()) {
            engines().progressed(jobId(), Readings.progress(reading));
        }
    }
}
