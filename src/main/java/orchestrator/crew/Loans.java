package orchestrator.crew;

import orchestrator.job.Holder;
import orchestrator.job.Job;
import orchestrator.job.JobState;
import orchestrator.queue.Claims;
import orchestrator.queue.JobSummary;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The jobs that workers hold, by id. */
final class Loans {

    private final Claims claims;
    private final Duration term;
    private final Map<String, Loan> all = new ConcurrentHashMap<>();

    Loans(Claims claims, Duration term) {
        this.claims = claims;
        this.term = term;
    }

    /**
     * Takes up those that were lent before our restart: each has the whole term again, for nobody could be heard.
     *
     * @param lent told of each
     */
    void resume(Consumer<Holder> lent) {
        for (Job job : claims.inDoubt()) {
            if (job.state() instanceof JobState.Held held && held.holder().isPresent()) {
                claims.adopt(job.jobId()).ifPresent(lease -> {
                    all.put(job.jobId(), new Loan(lease, held.holder().get(), term));
                    lent.accept(held.holder().get());
                    if (claims.isPaused()) {
                        lease.recall();
                    }
                });
            }
        }
    }

    /** See {@link Claims#lend}. */
    Loan lend(String jobId, long rev, Holder holder, Predicate<JobSummary> admits) {
        Loan loan = new Loan(claims.lend(jobId, rev, holder, admits), holder, term);
        all.put(jobId, loan);
        return loan;
    }

    /** @throws Declined.Stale the token opens no job, or not this one */
    Loan of(String jobId, String token) {
        Loan loan = Optional.ofNullable(all.get(jobId)).filter(lent -> same(lent.holder().token(), token))
                .orElseThrow(Declined.Stale::new);
        loan.patience().heard();
        return loan;
    }

    /** Whether a job is lent to that engine. */
    boolean isBusy(String engine) {
        return all.values().stream().anyMatch(loan -> loan.holder().engine().equals(engine));
    }

    List<Loan> of(String worker) {
        return all.values().stream().filter(loan -> loan.holder().worker().equals(worker)).toList();
    }

    /** Those whose workers were not heard of for too long, after so much more time. */
    List<Loan> pass(Duration time) {
        return all.values().stream().filter(loan -> loan.patience().pass(time)).toList();
    }

    void remove(Loan loan) {
        all.remove(loan.job().jobId(), loan);
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
