package orchestrator.crew;

import orchestrator.canvas.Media;
import orchestrator.job.ImageParams;
import orchestrator.job.Job;
import orchestrator.job.Output;
import orchestrator.job.Sending;
import orchestrator.queue.Lease;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Results that workers bring, looked at like those of any stranger. */
final class Deliveries {

    private final CrewRooms rooms;

    Deliveries(CrewRooms rooms) {
        this.rooms = rooms;
    }

    /** The results of the run under way that are here, by their numbers. */
    static List<Integer> kept(Job job) {
        return of(job).stream().filter(Output::fetched).map(output -> Integer.valueOf(output.source())).toList();
    }

    /** The results of the run under way, here or yet to come. */
    static List<Output> of(Job job) {
        int sending = current(job).orElse(0);
        return job.trail().output().stream().filter(output -> output.sending() == sending).toList();
    }

    /**
     * A result is about to come in.
     *
     * @param n    from 0
     * @param mime its media type
     */
    Delivery begin(Loan loan, int n, String mime) throws IOException {
        return new Delivery(rooms, loan, loan.step(() -> name(loan.lease(), n, mime)));
    }

    // Written down before the bytes come, so that what is sent again after a crash finds the same name.
    private Output name(Lease lease, int n, String mime) {
        Job job = lease.job();
        int sending = current(job).orElseThrow(Declined.Unsent::new);
        String ending = Media.endingOf(mime);
        Optional<Output> known = job.trail().output().stream()
                .filter(output -> output.sending() == sending && output.source().equals(Integer.toString(n))
                        && output.file().endsWith("." + ending))
                .findFirst();
        if (known.isPresent()) {
            return known.get();
        }
        String word = rooms.models().now().word(job.request().model()).orElse(job.request().type().word());
        Output named = new Output(rooms.canvas().reserve(word, ending, folder(job)), Integer.toString(n), sending, 0);
        if (!lease.named(with(job, named))) {
            throw new Declined.Stale();
        }
        return named;
    }

    // An earlier one may be of another engine.
    private static Optional<Integer> current(Job job) {
        return job.trail().lastSending().filter(sending -> !sending.gone()).map(Sending::n);
    }

    static List<Output> with(Job job, Output named) {
        List<Output> all = new ArrayList<>(job.trail().output());
        all.removeIf(output -> output.sending() == named.sending() && output.source().equals(named.source()));
        all.add(named);
        return all;
    }

    private static Optional<String> folder(Job job) {
        return switch (job.request().params()) {
            case ImageParams image -> image.folder();
        };
    }
}
