package orchestrator.crew;

import orchestrator.job.Holder;
import orchestrator.queue.JobSummary;
import orchestrator.queue.Lease;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.UncheckedIOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** All worker processes that come to this server. */
public final class Crew implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("orchestrator.worker.log");
    private static final int LOOKS = 8;
    private static final Duration OFTEN = Duration.ofSeconds(1);

    private final CrewRooms rooms;
    private final Duration term;
    private final Members members;
    private final Loans loans;
    private final Ends ends;
    private final SecureRandom secrets = new SecureRandom();
    private final Duration tick;
    private final Thread watch;

    /**
     * Takes up the jobs that workers held before our restart. To be called before anything else takes one.
     *
     * @param own  the addresses of the engines we drive when no worker does, by their names
     * @param term how long a worker keeps its job, and its ComfyUI, without a word
     */
    public Crew(CrewRooms rooms, Supplier<Map<String, URI>> own, Duration term, RandomGenerator random) {
        this.rooms = rooms;
        this.term = term;
        this.members = new Members(rooms, own, term);
        this.loans = new Loans(rooms.claims(), term);
        this.ends = new Ends(rooms, loans, random);
        this.tick = term.dividedBy(LOOKS).compareTo(OFTEN) < 0 ? term.dividedBy(LOOKS) : OFTEN;
        this.watch = Thread.ofVirtual().name("crew").unstarted(this::watch);
        loans.resume(members::expect);
    }

    /**
     * What a worker is answered.
     *
     * @param known    whether it is known what its ComfyUI offers
     * @param cancel   jobs of it that are cancelled
     * @param giveBack jobs of it that are wanted back unless they have begun
     */
    public record Welcome(boolean known, List<String> cancel, List<String> giveBack) {}

    public void start() {
        watch.start();
    }

    /** How long a word of a worker holds. */
    public Duration term() {
        return term;
    }

    /** A worker is there. @throws Declined.Taken another one drives its ComfyUI */
    public Welcome announce(Announcement told) {
        return new Welcome(members.announce(told), wished(told.worker(), Lease.Wish.STOP), wished(told.worker(),
                Lease.Wish.GIVE_BACK));
    }

    /**
     * Lends a waiting job to a worker.
     *
     * @param rev the revision that the worker saw
     * @throws Declined.Unannounced          the worker is not there
     * @throws Declined.Later                it has one, and another engine has none
     * @throws orchestrator.queue.Refused    the job cannot be lent
     */
    public Work claim(String jobId, long rev, String worker) {
        String engine = members.engine(worker).orElseThrow(Declined.Unannounced::new);
        byte[] token = new byte[16];
        secrets.nextBytes(token);
        Loan loan = loans.lend(jobId, rev, new Holder(worker, engine, HexFormat.of().formatHex(token)),
                job -> admits(job, engine));
        rooms.engines().idle(engine, false);
        return new Work(rooms, loan, ends);
    }

    // A place behind a running job is no use to one that could run at once on another engine.
    private boolean admits(JobSummary job, String engine) {
        Set<String> havers = rooms.models().now().enginesWith(job.model());
        boolean admitted = rooms.engines().admits(job.jobId(), job.rev(), havers, job.failedOn(), engine);
        if (admitted && loans.isBusy(engine) && rooms.engines().isFreeElsewhere(job.jobId(), job.rev(), havers, job
                .failedOn(), engine)) {
            throw new Declined.Later();
        }
        return admitted;
    }

    /** The job that a token opens. @throws Declined.Stale it opens none, or not this one */
    public Work at(String jobId, String token) {
        return new Work(rooms, loans.of(jobId, token), ends);
    }

    @Override
    public void close() {
        watch.interrupt();
    }

    /** So much time has gone by, and everybody could be heard in it. */
    void pass(Duration time) {
        members.pass(time);
        for (Loan loan : loans.pass(time)) {
            try {
                ends.lost(loan, members.isOurs(loan.holder().engine()));
            } catch (UncheckedIOException disk) {
                LOG.warn("{} has to wait for the disk: {}", loan.job().jobId(), disk.getCause().toString());
            }
        }
    }

    private void watch() {
        try {
            for (long last = System.nanoTime();;) {
                Thread.sleep(tick);
                Duration slept = Duration.ofNanos(System.nanoTime() - last);
                last = System.nanoTime();
                // In the time beyond, this process or its machine stood still, and nobody could be heard.
                pass(slept.compareTo(tick.multipliedBy(2)) < 0 ? slept : tick.multipliedBy(2));
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> wished(String worker, Lease.Wish wish) {
        return loans.of(worker).stream().filter(loan -> loan.lease().wish() == wish).map(loan -> loan.job().jobId())
                .toList();
    }
}
