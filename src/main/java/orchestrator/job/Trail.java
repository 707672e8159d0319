package orchestrator.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What happened to a job on its way.
 *
 * @param attempts runs that count, since the last explicit retry
 * @param sendings every graph sent for it, oldest first
 * @param output   results, also those of earlier attempts' successes after a retry
 * @param crashes  when our process died with this job in hand
 */
public record Trail(int attempts, List<Sending> sendings, List<Output> output, List<Note> notes,
        List<Crash> crashes) {

    private static final int MAX_NOTES = 50;
    private static final int MAX_SENDINGS = 50;
    private static final int POISONOUS = 3;
    private static final Duration REMEMBERED = Duration.ofHours(24);

    public static final Trail EMPTY = new Trail(0, List.of(), List.of(), List.of(), List.of());

    public Trail {
        sendings = copy(sendings);
        output = copy(output);
        notes = copy(notes);
        crashes = copy(crashes);
    }

    /** The sending that is under way or was the last. */
    public Optional<Sending> lastSending() {
        return sendings.isEmpty() ? Optional.empty() : Optional.of(sendings.getLast());
    }

    public List<Sending> unsettled() {
        return sendings.stream().filter(sending -> !sending.gone()).toList();
    }

    /** Whether an engine may still have that prompt. */
    public boolean holds(String promptId) {
        return unsettled().stream().anyMatch(sending -> sending.promptId().equals(promptId));
    }

    public int nextSending() {
        return lastSending().map(Sending::n).orElse(0) + 1;
    }

    public Trail sent(Sending sending) {
        List<Sending> kept = new ArrayList<>(sendings);
        if (kept.size() >= MAX_SENDINGS) {
            // The oldest that is settled; one in doubt has to be looked after.
            kept.stream().filter(Sending::gone).findFirst().ifPresent(kept::remove);
        }
        return new Trail(attempts, plus(kept, sending), output, notes, crashes);
    }

    public Trail settled(String promptId) {
        return new Trail(attempts, sendings.stream()
                .map(sending -> sending.promptId().equals(promptId) ? sending.settled() : sending).toList(), output,
                notes, crashes);
    }

    public Trail attempted() {
        return new Trail(attempts + 1, sendings, output, notes, crashes);
    }

    public Trail fresh() {
        return new Trail(0, sendings, output, notes, List.of());
    }

    public Trail withOutput(List<Output> results) {
        return new Trail(attempts, sendings, results, notes, crashes);
    }

    public Trail crashed(Crash crash) {
        return new Trail(attempts, sendings, output, notes, plus(crashes, crash));
    }

    /** The graph was found in the engine: sending it was not what killed us. */
    public Trail arrived() {
        return new Trail(attempts, sendings, output, notes,
                crashes.stream().filter(crash -> crash.during() != Crash.During.SENDING).toList());
    }

    /** Whether our process has died with this job in hand. */
    public boolean suspected() {
        return !crashes.isEmpty();
    }

    /** Whether our process died so often with this job in hand that it is better left alone. */
    public boolean poisonous(Instant now) {
        return crashes.stream().filter(crash -> crash.at().isAfter(now.minus(REMEMBERED))).count() >= POISONOUS;
    }

    /** The engine that the last attempt failed on; empty before the first one. */
    public Optional<String> failedOn() {
        return attempts == 0 ? Optional.empty() : lastSending().map(Sending::engine);
    }

    /** Whether the last attempt ran out of memory, so that the next one needs an engine of its own. */
    public boolean needsRoom() {
        List<Note> runs = again();
        return !runs.isEmpty() && outOfMemory(runs.getLast());
    }

    /** Whether it ran out of memory before, since the last explicit retry. */
    public boolean ranOut() {
        return again().stream().anyMatch(Trail::outOfMemory);
    }

    /** A sending believed gone that turned up after all. */
    public Trail revived(String promptId) {
        return new Trail(attempts, sendings.stream()
                .map(sending -> sending.promptId().equals(promptId) ? sending.revived() : sending).toList(), output,
                notes, crashes);
    }

    public Trail calm() {
        return new Trail(attempts, sendings, output, notes, List.of());
    }

    public Trail noted(Note note) {
        List<Note> kept = notes.size() < MAX_NOTES ? notes : notes.subList(1, notes.size());
        return new Trail(attempts, sendings, output, plus(kept, note), crashes);
    }

    // Of each run that counts, why it was to be made again.
    private List<Note> again() {
        List<Note> all = notes.stream().filter(note -> note.code().equals(Note.AGAIN)).toList();
        return all.subList(Math.max(0, all.size() - attempts), all.size());
    }

    private static boolean outOfMemory(Note note) {
        return JobError.GPU_MEMORY.equals(note.args().get("code"));
    }

    private static <T> List<T> copy(List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    private static <T> List<T> plus(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }
}
