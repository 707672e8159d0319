package orchestrator.job;

import java.time.Instant;
import java.util.Optional;

/**
 * Where a job stands. A legal move is a method of the state that permits it; there is no other way to move.
 *
 * <pre>
 * Waiting --claimed--> Next --started--> Running --complete--> Complete
 *    ^  \                |  \              |   \--failed-----> Failed
 *    |   \--cancel--.    |   \--putBack-.  |    \--again--.
 *    |               '---+---cancel-----+--+--> Cancelled |
 *    '--------- retry (explicit), putBack, again <--------'
 * </pre>
 */
public sealed interface JobState {

    Status status();

    /** A finished job, left only by an explicit retry. */
    sealed interface Final extends JobState permits Complete, Failed, Cancelled {

        Instant finished();

        /** When its last run began; empty when it never ran. */
        Optional<Instant> started();

        /** The explicit retry. */
        default Waiting retry() {
            return new Waiting(Optional.empty());
        }
    }

    /** A job that is not finished. */
    sealed interface Open extends JobState permits Waiting, Held {

        Optional<Instant> started();

        /** The user's stop. What had not begun may have its place back, should the stop be undone. */
        default Cancelled cancel(Instant at) {
            return new Cancelled(started(), at, !(this instanceof Running));
        }

        default Failed fail(Instant at, JobError error) {
            return new Failed(started(), at, error);
        }
    }

    /** A job that a run holds. */
    sealed interface Held extends Open permits Next, Running {

        /** The worker process that runs it; empty when we do. */
        Optional<Holder> holder();

        /** Back to its place; the run counts for nothing. */
        default Waiting putBack() {
            return new Waiting(Optional.empty());
        }

        /** Back to its place, not to be taken before that time; the run counts for nothing. */
        default Waiting putBackUntil(Instant notBefore) {
            return new Waiting(Optional.of(notBefore));
        }

        /** Back to its place, to be tried again not before that time. */
        default Waiting again(Instant notBefore) {
            return new Waiting(Optional.of(notBefore));
        }
    }

    /** In our queue. {@code notBefore} is set between two attempts. */
    record Waiting(Optional<Instant> notBefore) implements Open {

        public Next claimed() {
            return new Next();
        }

        /** A worker process runs it. */
        public Next claimed(Holder holder) {
            return new Next(Optional.of(holder));
        }

        @Override
        public Optional<Instant> started() {
            return Optional.empty();
        }

        @Override
        public Status status() {
            return Status.QUEUED;
        }
    }

    /** On its way into, or waiting inside, ComfyUI's own queue. */
    record Next(Optional<Holder> holder) implements Held {

        public Next() {
            this(Optional.empty());
        }

        public Running started(Instant at) {
            return new Running(at, holder);
        }

        @Override
        public Optional<Instant> started() {
            return Optional.empty();
        }

        @Override
        public Status status() {
            return Status.QUEUED;
        }
    }

    /** An engine works on it, or its results are being fetched. */
    record Running(Instant since, Optional<Holder> holder) implements Held {

        public Running(Instant since) {
            this(since, Optional.empty());
        }

        public Complete complete(Instant at) {
            return new Complete(started(), at);
        }

        @Override
        public Optional<Instant> started() {
            return Optional.of(since);
        }

        @Override
        public Status status() {
            return Status.RUNNING;
        }
    }

    record Complete(Optional<Instant> started, Instant finished) implements Final {

        @Override
        public Status status() {
            return Status.COMPLETE;
        }
    }

    record Failed(Optional<Instant> started, Instant finished, JobError error) implements Final {

        @Override
        public Status status() {
            return Status.FAILED;
        }
    }

    /** {@code waited} tells that it was cancelled before it began: Undo then gives it its place back. */
    record Cancelled(Optional<Instant> started, Instant finished, boolean waited) implements Final {

        @Override
        public Status status() {
            return Status.CANCELLED;
        }
    }
}
