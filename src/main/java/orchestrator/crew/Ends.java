package orchestrator.crew;

import orchestrator.engine.Placement;
import orchestrator.engine.Verdict;
import orchestrator.event.Event;
import orchestrator.file.FolderWatch;
import orchestrator.job.Crash;
import orchestrator.job.Job;
import orchestrator.job.JobError;
import orchestrator.job.Output;
import orchestrator.job.Retries;
import orchestrator.job.Trail;
import orchestrator.queue.Lease;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What becomes of a job when its worker is done with it, or gone. */
final class Ends {

    private static final Logger LOG = LoggerFactory.getLogger("orchestrator.worker.log");
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final CrewRooms rooms;
    private final Loans loans;
    private final RandomGenerator random;

    Ends(CrewRooms rooms, Loans loans, RandomGenerator random) {
        this.rooms = rooms;
        this.loans = loans;
        this.random = random;
    }

    /** @param crashes when the worker's process died with the job in hand */
    void told(Loan loan, Outcome outcome, List<Crash> crashes) {
        loan.step(() -> {
            crashes.forEach(loan.lease()::crashed);
            end(loan, () -> {
                if (loan.lease().holds()) {
                    settle(loan, outcome);
                } else {
                    loan.job().trail().unsettled().forEach(sending -> loan.lease().gone(sending.promptId()));
                }
            });
            return null;
        });
    }

    /**
     * The worker was not heard of for too long.
     *
     * @param looked whether somebody else looks after what is still inside its engine
     */
    void lost(Loan loan, boolean looked) {
        String worker = loan.holder().worker();
        LOG.warn("{}: the worker {} is gone", loan.job().jobId(), worker);
        end(loan, () -> {
            Lease lease = loan.lease();
            Trail trail = loan.job().trail();
            if (!lease.holds()) {
                if (!looked) {
                    trail.unsettled().forEach(sending -> lease.gone(sending.promptId()));
                }
            } else if (trail.unsettled().isEmpty()) {
                lease.putBack("worker-gone", Map.of("w", worker));
            } else {
                JobError error = JobError.of("worker-gone", "The worker " + worker
                        + " was not heard of while it ran the job.", Map.of("w", worker));
                Optional<Duration> pause = Retries.after(trail.attempts() + 1, error, trail, random);
                if (looked) {
                    discard(loan);
                    tell(loan.job(), error, lease.abandoned(error, pause), pause.isPresent());
                } else {
                    again(loan, error, pause);
                }
            }
        });
    }

    private void end(Loan loan, Runnable last) {
        String jobId = loan.job().jobId();
        loan.end(() -> {
            last.run();
            // Before the job is free: whoever takes it next tells of it anew.
            rooms.engines().forget(jobId);
            loans.remove(loan);
            rooms.engines().idle(loan.holder().engine(), !loans.isBusy(loan.holder().engine()));
        });
    }

    private void settle(Loan loan, Outcome outcome) {
        Lease lease = loan.lease();
        switch (outcome) {
            case Outcome.Complete(int outputs) -> complete(loan, outputs);
            case Outcome.Failed(JobError error) -> again(loan, error, Optional.empty());
            case Outcome.Again(JobError error, Duration pause) -> again(loan, error, Optional.of(pause)
                    .filter(_ -> loan.job().trail().attempts() + 1 < Retries.MAX_ATTEMPTS));
            case Outcome.Back(Optional<Duration> pause) -> {
                discard(loan);
                if (pause.isPresent()) {
                    lease.putBack(atMost(pause.get()));
                } else {
                    lease.putBack();
                }
            }
            case Outcome.Impossible(JobError error) -> elsewhere(loan, error);
            case Outcome.Interrupted() -> lease.stoppedElsewhere();
            case Outcome.Stopped() -> lease.putBack();
        }
    }

    private void complete(Loan loan, int outputs) {
        List<Output> all = loan.job().trail().output();
        List<Integer> kept = Deliveries.kept(loan.job());
        if (kept.size() != outputs || outputs == 0) {
            throw new Declined.Incomplete(kept);
        }
        if (loan.lease().complete(all.stream().filter(Output::fetched).toList())) {
            LOG.info("{}: complete, {} files from the worker {}", loan.job().jobId(), outputs, loan.holder().worker());
            rooms.engines().settled(loan.job().jobId());
            rooms.listeners().accept(new Event.JobComplete(loan.job().jobId(), loan.job().trail().output()));
        }
    }

    // Half of a set of results is none: the next run brings a whole one.
    private void discard(Loan loan) {
        Job job = loan.job();
        List<Output> some = Deliveries.of(job);
        List<Output> rest = job.trail().output().stream().filter(output -> !some.contains(output)).toList();
        if (some.isEmpty() || !loan.lease().named(rest)) {
            return;
        }
        for (Output output : some) {
            Path file = rooms.canvas().folder().resolve(output.file());
            try {
                rooms.files().delete(file);
                rooms.canvas().look(new FolderWatch.Changes(Set.of(file), false));
            } catch (IOException stays) {
                LOG.warn("{}: {} cannot be removed: {}", job.jobId(), output.file(), stays.toString());
            }
        }
    }

    private void again(Loan loan, JobError error, Optional<Duration> pause) {
        discard(loan);
        Job before = loan.job();
        boolean done = pause.isPresent()
                ? loan.lease().again(error, atMost(pause.get()))
                : loan.lease().fail(error);
        tell(before, error, done, pause.isPresent());
    }

    private void tell(Job before, JobError error, boolean done, boolean again) {
        if (done) {
            LOG.warn("{}: {}: {}", before.jobId(), again ? "failed, to be tried again" : "failed", error.message());
            rooms.listeners().accept(new Event.RunFailed(before.jobId(), error, before.trail().attempts() + 1, again));
            if (!again) {
                rooms.engines().settled(before.jobId());
            }
        }
    }

    // Another engine may have what this one lacks. Only when all have answered, the job has failed.
    private void elsewhere(Loan loan, JobError error) {
        Job job = loan.job();
        String engine = loan.holder().engine();
        rooms.engines().judged(job.jobId(), job.rev() - 1, new Verdict(engine, job.rev() + 1, error));
        switch (rooms.engines().place(job.jobId(), job.rev() + 1, rooms.models().now().enginesWith(job.request()
                .model()))) {
            case Placement.Nowhere _ -> again(loan, error, Optional.empty());
            case Placement.Open _,Placement.OutOfReach _ -> loan.lease().putBack();
        }
    }

    private static Duration atMost(Duration pause) {
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }
}
