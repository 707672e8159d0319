package orchestrator.worker;

import orchestrator.comfyui.ComfyException;
import orchestrator.comfyui.HistoryEntry;
import orchestrator.event.Event;
import orchestrator.event.Progress;
import orchestrator.job.Crash;
import orchestrator.job.JobError;
import orchestrator.job.Output;
import orchestrator.job.Retries;
import orchestrator.job.Sending;
import orchestrator.queue.Lease;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What becomes of a job when its prompt has ended: complete, failed, or queued again. */
final class Settlement {

    private static final Logger LOG = LoggerFactory.getLogger("orchestrator.worker.log");

    private final Lease lease;
    private final Site site;
    private final String jobId;

    Settlement(Lease lease, Site site) {
        this.lease = lease;
        this.site = site;
        this.jobId = lease.job().jobId();
    }

    /** ComfyUI has finished the prompt, well or badly. */
    void finished(Sending sending, HistoryEntry entry) throws InterruptedException {
        lease.arrived();
        switch (entry.outcome()) {
            case SUCCEEDED -> collect(sending, entry);
            case FAILED -> failed(Failures.of(entry.failure(), lease.job().request()));
            case INTERRUPTED -> interrupted();
        }
        if (!lease.holds()) {
            lease.gone(sending.promptId());
        }
    }

    /** Nothing but the same would come of another try. */
    void fail(JobError error) {
        int attempt = attempt();
        if (lease.fail(error)) {
            LOG.warn("{}: failed: {}", jobId, error.message());
            site.with().engines().settled(jobId);
            site.with().listeners().accept(new Event.RunFailed(jobId, error, attempt, false));
        }
    }

    /** This attempt has failed; another may go well. */
    void failOrTryAgain(JobError error) {
        int attempt = attempt();
        Optional<Duration> pause = Retries.after(attempt, error, lease.job().trail(), site.with().random());
        if (pause.isEmpty()) {
            fail(Failures.last(error));
            return;
        }
        if (lease.again(error, pause.get())) {
            LOG.warn("{}: attempt {} failed, again in {} ms: {}", jobId, attempt, pause.get().toMillis(),
                    error.message());
            site.with().listeners().accept(new Event.RunFailed(jobId, error, attempt, true));
        }
    }

    int attempt() {
        return lease.job().trail().attempts() + 1;
    }

    private void failed(JobError error) {
        if (error.code().equals(JobError.GPU_MEMORY)) {
            free();
        }
        if (error.code().equals(Failures.DISK_FULL)) {
            site.health().diskFull();
        }
        site.health().failed();
        failOrTryAgain(error);
    }

    // It acts before the next prompt begins, since that one is sent when nothing else is inside.
    private void free() {
        try {
            site.link().client().free();
        } catch (ComfyException why) {
            LOG.warn("{}: {} could not be asked to free its memory: {}", jobId, site.engine(), why.getMessage());
        }
    }

    private void interrupted() {
        if (site.link().interruptedWithin(site.with().pace().patience().shadow())) {
            LOG.warn("{}: hit by a stop that was meant for another job", jobId);
            lease.putBack("put-back", Map.of("why", "interrupted-by-us"));
        } else {
            lease.stoppedElsewhere();
        }
    }

    private void collect(Sending sending, HistoryEntry entry) throws InterruptedException {
        if (lease.job().trail().poisonous(site.with().time().instant())) {
            fail(Failures.poison());
            return;
        }
        try {
            site.with().inHand().take(jobId, Crash.During.COLLECTING, lease.job().trail().suspected());
            keep(sending, entry);
        } finally {
            site.with().inHand().release(jobId);
        }
    }

    private void keep(Sending sending, HistoryEntry entry) throws InterruptedException {
        lease.started();
        site.with().engines().progressed(jobId, Progress.at(99, "fetching"));
        List<Output> earlier = lease.job().trail().output().stream()
                .filter(output -> output.sending() != sending.n() && output.fetched()).toList();
        List<Output> named = lease.job().trail().output().stream()
                .filter(output -> output.sending() == sending.n()).toList();
        if (named.isEmpty()) {
            named = site.collector().name(lease.job(), sending.n(), entry, site.health().localOutput());
            if (named.isEmpty()) {
                site.health().failed();
                failOrTryAgain(Failures.noOutput());
                return;
            }
            // Written down before they are fetched, so that a fetch after a crash finds the same names.
            if (!lease.named(join(earlier, named))) {
                return;
            }
        }
        site.with().points().reached("worker.before-fetch");
        Collector.Haul haul = site.collector().fetch(site.link().client(), lease, named);
        if (haul.missing().isEmpty()) {
            complete(join(earlier, haul.outputs()));
        } else if (lease.named(join(earlier, haul.outputs()))) {
            // What did arrive is the job's, whatever becomes of the rest.
            site.health().failed();
            failOrTryAgain(Failures.outputMissing(haul.missing().get()));
        } else {
            LOG.info("{}: stopped while fetched", jobId);
        }
    }

    private void complete(List<Output> outputs) {
        site.with().points().reached("worker.before-complete");
        site.health().succeeded();
        if (lease.complete(outputs)) {
            LOG.info("{}: complete, {} files", jobId, outputs.size());
            site.with().engines().settled(jobId);
            site.with().listeners().accept(new Event.JobComplete(jobId, outputs));
        }
    }

    private static List<Output> join(List<Output> first, List<Output> second) {
        List<Output> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
