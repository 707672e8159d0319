package orchestrator.remote;

import orchestrator.engine.Engines;
import orchestrator.engine.Preview;
import orchestrator.event.Progress;
import orchestrator.job.Job;
import orchestrator.job.JobState;

import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells the server how far a run is, and now and then only that we are there. */
final class Telling {

    private static final Duration BETWEEN = Duration.ofMillis(200);
    /** One that waits inside ComfyUI may be wanted back, and its user waits for that. */
    private static final Duration WAITING = Duration.ofSeconds(1);
    private static final Duration RUNNING = Duration.ofSeconds(5);
    private static final int OFTEN = 5;

    private final Engines engines;
    private final LeaseCalls calls;
    private Optional<Progress> told = Optional.empty();
    private long shown;
    private Optional<Long> spoke = Optional.empty();
    private Duration term = Duration.ofSeconds(40);
    private volatile boolean hurried;

    Telling(Engines engines, LeaseCalls calls) {
        this.engines = engines;
        this.calls = calls;
    }

    /** The next word is due at once. */
    void hurry() {
        hurried = true;
    }

    /**
     * Says what is due.
     *
     * @param heard takes what the server answered
     * @return how long nothing will be due
     */
    Duration keepUp(Job job, Consumer<Reply> heard) throws IOException, InterruptedException {
        boolean running = job.state() instanceof JobState.Running;
        Optional<Progress> now = engines.progress(job.jobId())
                .or(() -> Optional.of(Progress.at(0, "loading"))).filter(_ -> running);
        boolean news = now.isPresent() && (!now.equals(told) || version(job) > shown);
        Duration since = spoke.map(at -> Duration.ofNanos(System.nanoTime() - at)).orElse(Duration.ofDays(1));
        Duration quiet = shorter(term.dividedBy(OFTEN), running ? RUNNING : WAITING);
        if (!hurried && since.compareTo(news ? BETWEEN : quiet) < 0) {
            return (news ? BETWEEN : quiet).minus(since);
        }
        hurried = false;
        Reply reply = news ? calls.tell("progress", progress(job, now.get())) : calls.tell("renew", true);
        spoke = Optional.of(System.nanoTime());
        told = news ? now : told;
        double seconds = reply.body().path("lease").path("seconds").asDouble(0);
        term = seconds > 0 ? Duration.ofMillis((long) (seconds * 1000)) : term;
        heard.accept(reply);
        return BETWEEN;
    }

    private Map<String, Object> progress(Job job, Progress now) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("percent", Math.min(99, now.percent()));
        all.put("stage", now.stage());
        all.put("step", now.step());
        all.put("steps", now.steps());
        now.eta().ifPresent(eta -> all.put("eta", eta));
        now.etaLow().ifPresent(eta -> all.put("etaLow", eta));
        now.etaHigh().ifPresent(eta -> all.put("etaHigh", eta));
        all.put("late", now.late());
        engines.preview(job.jobId()).filter(preview -> preview.version() > shown).ifPresent(preview -> {
            shown = preview.version();
            all.put("preview", Base64.getEncoder().encodeToString(preview.image()));
        });
        return all;
    }

    private long version(Job job) {
        return engines.preview(job.jobId()).map(Preview::version).orElse(0L);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
