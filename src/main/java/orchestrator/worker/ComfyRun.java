package orchestrator.worker;

import orchestrator.comfyui.Graph;
import orchestrator.comfyui.GraphProgress;
import orchestrator.comfyui.NodeTimes;
import orchestrator.comfyui.Submission;
import orchestrator.engine.Placement;
import orchestrator.engine.Verdict;
import orchestrator.engine.Wait;
import orchestrator.job.Crash;
import orchestrator.job.Job;
import orchestrator.job.JobError;
import orchestrator.job.JobState;
import orchestrator.job.Sending;
import orchestrator.queue.Lease;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    /** How a run sets out. */
    interface Step {
        void on(ComfyRun run) throws InterruptedException;
    }

    private static final Logger LOG = LoggerFactory.getLogger("orchestrator.worker.log");
    private static final int TOO_LARGE = 6;

    private final Lease lease;
    private final Site site;
    private final Slots.Slot slot;
    private final String jobId;
    /** The revision that the claim made. */
    private final long claimed;
    private final Settlement settlement;
    /** ComfyUI answered this sending with 500 or more: when it turns out not to have it, that counts as an attempt. */
    private boolean serverFault;
    private final Set<String> heard = new HashSet<>();

    ComfyRun(Lease lease, Site site, Slots.Slot slot) {
        this.lease = lease;
        this.site = site;
        this.slot = slot;
        this.jobId = lease.job().jobId();
        this.claimed = lease.job().rev();
        this.settlement = new Settlement(lease, site);
    }

    /** Sends a job that was just claimed. */
    void begin() throws InterruptedException {
        site.with().engines().forget(jobId);
        if (lease.job().trail().poisonous(site.with().time().instant())) {
            settlement.fail(Failures.poison());
            return;
        }
        int n = lease.job().trail().nextSending();
        switch (prepare(n, site.images().expected(lease.job()))) {
            case Preparation.Impossible(JobError error) -> elsewhere(error);
            case Preparation.Ready ready -> send(n, ready);
        }
    }

    /** Goes on with a job that an earlier process, or an earlier connection, left behind. */
    void goOn() throws InterruptedException {
        List<Sending> here = here(lease.job());
        if (!(lease.job().state() instanceof JobState.Held)) {
            for (Sending sending : here) {
                settle(sending, watch(sending.promptId(), Graph.empty()).stop());
            }
            return;
        }
        if (lease.job().trail().unsettled().isEmpty()) {
            lease.putBack();
            return;
        }
        if (here.isEmpty()) {
            return;
        }
        site.with().engines().waits(jobId, new Wait("check", Map.of("a", site.engine())));
        follow(here.getLast(), graph(here.getLast()), false);
    }

    /** Hears no more of its prompts. */
    void hangUp() {
        heard.forEach(site.link()::listenNoMore);
    }

    // Another engine may have what this one lacks. Only when all have answered, the job has failed.
    private void elsewhere(JobError error) {
        Job job = lease.job();
        // The claim was one revision, giving it back is another; what others found before holds over both.
        site.with().engines().judged(jobId, claimed - 1, new Verdict(site.engine(), job.rev() + 1, error));
        switch (site.planner().place(job.jobId(), job.rev() + 1, job.request().model())) {
            case Placement.Nowhere _ -> settlement.fail(error);
            case Placement.Open _,Placement.OutOfReach _ -> {
                LOG.info("{}: not on {}: {}", jobId, site.engine(), error.message());
                lease.putBack();
            }
        }
    }

    // A picture may get another name there than expected: the graph has to say that one.
    private void send(int n, Preparation.Ready expected) throws InterruptedException {
        Optional<Map<String, String>> images = site.images().bring(lease, site, settlement);
        if (images.isPresent()) {
            switch (images.get().isEmpty() ? expected : prepare(n, images.get())) {
                case Preparation.Impossible(JobError error) -> elsewhere(error);
                case Preparation.Ready(Graph graph, var provenance) -> send(graph, provenance);
            }
        }
    }

    private void send(Graph graph, Map<String, Object> provenance) throws InterruptedException {
        if (lease.wish() == Lease.Wish.GIVE_BACK) {
            lease.putBack();
            return;
        }
        String promptId = UUID.randomUUID().toString();
        // Before anything is written here: whoever lent the job has to know the id first, and may be slow to answer.
        if (!site.with().consent().maySend(jobId, promptId)) {
            return;
        }
        Optional<Sending> sending;
        Submission answer;
        site.with().inHand().take(jobId, Crash.During.SENDING, lease.job().trail().suspected());
        try {
            site.with().points().reached("worker.before-sending");
            sending = lease.send(site.engine(), promptId);
            if (sending.isEmpty()) {
                return;
            }
            // Events may come before the answer to the request.
            listen(promptId);
            site.with().points().reached("worker.before-post");
            answer = site.link().client().submit(graph, promptId, site.link().clientId(), provenance);
            site.with().points().reached("worker.after-post");
        } finally {
            site.with().inHand().release(jobId);
        }
        answered(answer, sending.get(), graph);
    }

    private void answered(Submission answer, Sending sending, Graph graph) throws InterruptedException {
        Pace pace = site.with().pace();
        switch (answer) {
            case Submission.Accepted(String id, double _) when !id.equals(sending.promptId()) -> {
                watch(id, graph).arrived().stop();
                site.health().tooOld();
                lease.putBack(pace.health());
            }
            case Submission.Accepted _ -> follow(sending, graph, true);
            case Submission.AcceptedInPart(String _, var problems) -> {
                watch(sending.promptId(), graph).arrived().stop();
                refused(Failures.of(problems));
            }
            case Submission.Refused refused -> refused(Failures.of(refused));
            // At once, and not with the next look at its health: the job would be sent again and again until then.
            case Submission.Unreachable(var trouble) -> {
                site.health().offline("unreachable", Map.of("why", trouble.kind().name()));
                lease.putBack(pace.health());
            }
            case Submission.Misconfigured(int status, Submission.Hint hint, String detail) -> misconfigured(hint,
                    Map.of("status", status, "what", detail));
            case Submission.Unknown(String detail, boolean fault) -> {
                LOG.warn("{}: it is not known whether {} took it: {}", jobId, site.engine(), detail);
                serverFault = fault;
                follow(sending, graph, false);
            }
        }
    }

    // The engine is tried again later, with whatever is next then; but what is too large there stays so.
    private void misconfigured(Submission.Hint hint, Map<String, Object> what) {
        switch (hint) {
            case LOGIN -> site.health().takesNothing("login", what);
            case ADDRESS, ANSWER -> site.health().takesNothing("other", what);
            case TOO_LARGE -> {
                site.health().offline("other", what);
                lease.putBack(site.with().pace().health().multipliedBy(TOO_LARGE));
                return;
            }
        }
        lease.putBack();
    }

    // What the pre-flight let pass is not what the engine offers now.
    private void refused(JobError error) {
        site.health().outdated();
        settlement.fail(error);
    }

    private void follow(Sending sending, Graph graph, boolean arrived) throws InterruptedException {
        PromptWatch watch = watch(sending.promptId(), graph);
        Ending ending = (arrived ? watch.arrived() : watch).follow();
        if (ending instanceof Ending.Overtaken(String earlier)) {
            overtaken(sending, earlier, watch);
            return;
        }
        if (ending instanceof Ending.Finished) {
            slot.leave();
        }
        // Any other one goes back to its place first, or the job behind it would be taken before it.
        settle(sending, ending);
    }

    private void settle(Sending sending, Ending ending) throws InterruptedException {
        String promptId = sending.promptId();
        if (!(ending instanceof Ending.Withdrawn)) {
            site.health().moving(promptId);
        }
        switch (ending) {
            case Ending.Finished(var entry) -> settlement.finished(sending, entry);
            case Ending.Lost(boolean ran, boolean arrived) -> {
                LOG.warn("{}: {} no longer knows the prompt", jobId, site.engine());
                if (!arrived) {
                    site.link().strays().add(promptId, lease.job());
                }
                if (ran || serverFault) {
                    settlement.failOrTryAgain(Failures.lost(settlement.attempt()));
                } else {
                    lease.putBack();
                }
            }
            case Ending.Stalled() -> {
                site.health().failed();
                settlement.failOrTryAgain(Failures.stalled(site.with().pace().patience().stall()));
            }
            case Ending.Withdrawn() -> lease.putBack();
            case Ending.Stopped(boolean arrived) -> {
                if (!arrived) {
                    site.link().strays().add(promptId, lease.job());
                }
                lease.gone(promptId);
            }
            case Ending.Overtaken _ -> throw new IllegalStateException("is followed, not settled");
        }
    }

    // The earlier sending is as good, and ahead: this one is withdrawn.
    private void overtaken(Sending sending, String earlier, PromptWatch watch) throws InterruptedException {
        LOG.warn("{}: a prompt given up before has turned up, and is followed", jobId);
        watch.stop();
        lease.gone(sending.promptId());
        site.link().strays().remove(earlier);
        Optional<Sending> revived = lease.revived(earlier)
                ? lease.job().trail().sendings().stream().filter(one -> one.promptId().equals(earlier)).findFirst()
                : Optional.empty();
        if (revived.isPresent()) {
            follow(revived.get(), graph(revived.get()), true);
        } else {
            watch(earlier, Graph.empty()).arrived().stop();
        }
    }

    private Graph graph(Sending sending) {
        return prepare(sending.n(), site.images().expected(lease.job())) instanceof Preparation.Ready ready
                ? ready.graph()
                : Graph.empty();
    }

    private Preparation prepare(int n, Map<String, String> images) {
        return site.planner().prepare(lease.job(), site.engine(), prefix(n), images);
    }

    private void listen(String promptId) {
        heard.add(promptId);
        site.link().listen(promptId);
    }

    private PromptWatch watch(String promptId, Graph graph) {
        listen(promptId);
        GraphProgress progress = new GraphProgress(graph, graph.sinks(), promptId, site.with().engines().times().of(site
                .engine()), site.with().time());
        NodeTimes times = new NodeTimes(graph, graph.sinks(), promptId, site.with().time());
        return new PromptWatch(site.link(), promptId, lease, site.with().pace(), new RunFollower(lease, site, slot,
                new RunFollower.Clocks(progress, times)));
    }

    private List<Sending> here(Job job) {
        return job.trail().unsettled().stream().filter(sending -> sending.engine().equals(site.engine())).toList();
    }

    private String prefix(int sending) {
        return "orch/" + jobId + "/" + sending;
    }
}
