package orchestrator.worker;

import orchestrator.comfyui.ComfyException;
import orchestrator.comfyui.ComfyMessage;
import orchestrator.comfyui.Graph;
import orchestrator.comfyui.GraphProgress;
import orchestrator.comfyui.HistoryEntry;
import orchestrator.comfyui.NodeTimes;
import orchestrator.comfyui.Submission;
import orchestrator.engine.Availability;
import orchestrator.engine.LearnedTimes;
import orchestrator.engine.Wait;
import orchestrator.event.Event;
import orchestrator.event.Progress;
import orchestrator.job.Job;
import orchestrator.job.JobError;
import orchestrator.job.JobState;
import orchestrator.job.Output;
import orchestrator.job.Sending;
import orchestrator.queue.Lease;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * One job on one ComfyUI, from its lease to its settlement, on one thread. An interrupt ends the thread and settles
 * nothing: the prompt is found again at the next start.
 */
final class ComfyRun {

    private static final Logger LOG = LoggerFactory.getLogger("orchestrator.worker.log");

    private final Lease lease;
    private final Site site;
    private final Slots.Slot slot;
    private final String jobId;
    /** ComfyUI answered this sending with 500 or more: when it turns out not to have it, that counts as an attempt. */
    private boolean serverFault;
    private final Set<String> heard = new HashSet<>();

    ComfyRun(Lease lease, Site site, Slots.Slot slot) {
        this.lease = lease;
        this.site = site;
        this.slot = slot;
        this.jobId = lease.job().jobId();
    }

    /** Sends a job that was just claimed. */
    void begin() throws InterruptedException {
        site.with().engines().forget(jobId);
        int n = lease.job().trail().nextSending();
        switch (site.planner().prepare(lease.job(), site.engine(), prefix(n))) {
            case Preparation.Impossible(JobError error) -> fail(error);
            case Preparation.Ready(Graph graph, Map<String, Object> provenance) -> send(n, graph, provenance);
        }
    }

    /** Goes on with a job that an earlier process, or an earlier connection, left behind. */
    void goOn() throws InterruptedException {
        if (!(lease.job().state() instanceof JobState.Held)) {
            for (Sending sending : here(lease.job())) {
                watch(sending.promptId(), Optional.empty()).stop();
                lease.gone(sending.promptId());
            }
            return;
        }
        Optional<Sending> last = lease.job().trail().lastSending().filter(sending -> !sending.gone());
        if (last.isPresent() && !last.get().engine().equals(site.engine())) {
            return;
        }
        if (last.isEmpty()) {
            lease.putBack();
            return;
        }
        site.with().engines().waits(jobId, Wait.of("check"));
        Graph graph = site.planner().prepare(lease.job(), site.engine(),
                prefix(last.get().n())) instanceof Preparation.Ready ready
                        ? ready.graph()
                        : Graph.empty();
        follow(last.get(), graph, false);
    }

    private void send(int n, Graph graph, Map<String, Object> provenance) throws InterruptedException {
        String promptId = UUID.randomUUID().toString();
        site.with().points().reached("worker.before-sending");
        Optional<Sending> sending = lease.send(site.engine(), promptId);
        if (sending.isEmpty()) {
            return;
        }
        // Events may come before the answer to the request.
        listen(promptId);
        site.with().points().reached("worker.before-post");
        Submission answer = site.link().client().submit(graph, promptId, site.link().clientId(), provenance);
        site.with().points().reached("worker.after-post");
        switch (answer) {
            case Submission.Accepted(String id, double _) when !id.equals(promptId) -> {
                watch(id, Optional.empty()).arrived().stop();
                fail(JobError.of("refused",
                        "This ComfyUI gives prompts ids of its own; update it to 0.3.64 or newer."));
            }
            case Submission.Accepted _ -> follow(sending.get(), graph, true);
            case Submission.AcceptedInPart(String _, var problems) -> {
                watch(promptId, Optional.empty()).arrived().stop();
                fail(Failures.of(problems));
            }
            case Submission.Refused refused -> fail(Failures.of(refused));
            case Submission.Unreachable(var trouble) -> {
                offline("unreachable", Map.of("a", site.engine(), "why", trouble.kind().name()));
                lease.putBack(site.with().pace().health());
            }
            case Submission.Misconfigured(int status, Submission.Hint hint, String detail) -> {
                offline(hint == Submission.Hint.LOGIN ? "login" : "other",
                        Map.of("a", site.engine(), "status", status, "what", detail));
                lease.putBack(site.with().pace().health().multipliedBy(6));
            }
            case Submission.Unknown(String detail, boolean fault) -> {
                LOG.warn("{}: it is not known whether {} took it: {}", jobId, site.engine(), detail);
                serverFault = fault;
                follow(sending.get(), graph, false);
            }
        }
    }

    // At once, and not with the next look at its health: the job would be sent again and again until then.
    private void offline(String code, Map<String, Object> args) {
        LOG.warn("{}: {} takes no prompt: {}", jobId, site.engine(), code);
        site.with().engines().update(site.engine(), state -> state.with(new Availability.Offline(code, args)));
    }

    private void follow(Sending sending, Graph graph, boolean arrived) throws InterruptedException {
        PromptWatch watch = watch(sending.promptId(), Optional.of(graph));
        Ending ending = (arrived ? watch.arrived() : watch).follow();
        slot.leave();
        switch (ending) {
            case Ending.Finished(HistoryEntry entry) -> finished(sending, entry);
            case Ending.Lost(boolean ran) -> {
                LOG.warn("{}: {} no longer knows the prompt", jobId, site.engine());
                if (ran || serverFault) {
                    failOrTryAgain(Failures.lost());
                } else {
                    lease.putBack();
                }
            }
            case Ending.Withdrawn() -> lease.putBack();
            case Ending.Stopped() -> lease.gone(sending.promptId());
        }
    }

    private void finished(Sending sending, HistoryEntry entry) throws InterruptedException {
        switch (entry.outcome()) {
            case SUCCEEDED -> collect(sending, entry);
            case FAILED -> failOrTryAgain(Failures.of(entry.failure()));
            case INTERRUPTED -> lease.stoppedElsewhere();
        }
        if (!lease.holds()) {
            lease.gone(sending.promptId());
        }
    }

    private void collect(Sending sending, HistoryEntry entry) throws InterruptedException {
        lease.started();
        progress(new Progress(99, "fetching", 0, 0, Optional.empty(), Optional.empty(), Optional.empty(), false));
        List<Output> earlier = lease.job().trail().output().stream()
                .filter(output -> output.sending() != sending.n() && output.fetched()).toList();
        List<Output> named = lease.job().trail().output().stream()
                .filter(output -> output.sending() == sending.n()).toList();
        if (named.isEmpty()) {
            named = site.collector().name(lease.job(), sending.n(), entry);
            if (named.isEmpty()) {
                failOrTryAgain(Failures.outputMissing(""));
                return;
            }
            // Written down before they are fetched, so that a fetch after a crash finds the same names.
            if (!lease.named(join(earlier, named))) {
                return;
            }
        }
        site.with().points().reached("worker.before-fetch");
        switch (site.collector().fetch(site.link().client(), lease, named)) {
            case Collector.Haul.All(List<Output> kept) -> {
                site.with().points().reached("worker.before-complete");
                List<Output> all = join(earlier, kept);
                if (lease.complete(all)) {
                    LOG.info("{}: complete, {} files", jobId, kept.size());
                    site.with().listeners().accept(new Event.JobComplete(jobId, all));
                }
            }
            case Collector.Haul.Missing(String file) -> failOrTryAgain(Failures.outputMissing(file));
        }
    }

    private void failOrTryAgain(JobError error) {
        int attempt = lease.job().trail().attempts() + 1;
        Optional<Duration> pause = Retries.after(attempt, error, site.with().random());
        if (pause.isEmpty()) {
            fail(error);
            return;
        }
        if (lease.again(error, pause.get())) {
            LOG.warn("{}: attempt {} failed, again in {} ms: {}", jobId, attempt, pause.get().toMillis(),
                    error.message());
            site.with().listeners().accept(new Event.RunFailed(jobId, error, attempt, true));
        }
    }

    private void fail(JobError error) {
        int attempt = lease.job().trail().attempts() + 1;
        if (lease.fail(error)) {
            LOG.warn("{}: failed: {}", jobId, error.message());
            site.with().listeners().accept(new Event.RunFailed(jobId, error, attempt, false));
        }
    }

    /** Hears no more of its prompts. */
    void hangUp() {
        heard.forEach(site.link()::listenNoMore);
    }

    private void listen(String promptId) {
        heard.add(promptId);
        site.link().listen(promptId);
    }

    private PromptWatch watch(String promptId, Optional<Graph> graph) {
        listen(promptId);
        LearnedTimes learned = site.with().engines().times();
        Graph all = graph.orElse(Graph.empty());
        GraphProgress progress = new GraphProgress(all, all.sinks(), promptId, learned.of(site.engine()),
                site.with().time());
        NodeTimes times = new NodeTimes(all, all.sinks(), promptId, site.with().time());
        return new PromptWatch(site.link(), promptId, lease, site.with().pace(), new PromptWatch.Follower() {

            @Override
            public void alive(boolean running) {
                site.with().engines().waitsNoMore(jobId);
                if (running && lease.started()) {
                    slot.begin();
                }
                progress.meanwhile().ifPresent(reading -> ComfyRun.this.progress(Readings.progress(reading)));
            }

            @Override
            public void told(ComfyMessage message) {
                if (message instanceof ComfyMessage.Preview preview) {
                    site.with().engines().previewed(jobId, preview.image(), preview.mime());
                }
                // Before anything else: the next run may begin, and ask, at once.
                times.accept(message).ifPresent(run -> learned.learn(site.engine(), lease.job().request(), run));
                progress.accept(message).ifPresent(reading -> ComfyRun.this.progress(Readings.progress(reading)));
            }

            @Override
            public void unreachable(ComfyException why) {
                site.with().engines().waits(jobId, new Wait("check", Map.of("a", site.engine())));
            }
        });
    }

    private void progress(Progress progress) {
        if (lease.holds()) {
            site.with().engines().progressed(jobId, progress);
        }
    }

    private List<Sending> here(Job job) {
        return job.trail().unsettled().stream().filter(sending -> sending.engine().equals(site.engine())).toList();
    }

    private String prefix(int sending) {
        return "orch/" + jobId + "/" + sending;
    }

    private static List<Output> join(List<Output> first, List<Output> second) {
        List<Output> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
