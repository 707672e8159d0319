package orchestrator;

import orchestrator.demo.DemoLog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What became of each graph inside the stand-in: read off its log, and off the moments when it crashed. */
final class StandInStory {

    private final Map<String, Prompt> prompts = new HashMap<>();
    private final Map<String, Prompt> alive = new LinkedHashMap<>();
    private final Set<String> done = new HashSet<>();
    private final Set<String> started = new HashSet<>();
    private final Set<String> prefixes = new HashSet<>();
    private final Map<String, Integer> forgotten = new HashMap<>();
    private final List<Prompt> remembered = new ArrayList<>();
    private final List<String> firstStarts = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private int read;

    /** A graph that was taken. @param n the how many-th of its job */
    private record Prompt(String id, String jobId, int n) {

        static Prompt of(DemoLog.PromptPosted posted) {
            String[] prefix = posted.input("SaveImage", "filename_prefix").orElse("//0").split("/");
            return new Prompt(posted.promptId(), prefix[1], Integer.parseInt(prefix[2]));
        }

        String prefix() {
            return "orch/" + jobId + "/" + n;
        }
    }

    /** @param jobId empty for what happened to all */
    private record Line(String jobId, String text) {}

    /** Goes on where it stopped. @param log all of it */
    synchronized void read(List<DemoLog.Entry> log) {
        log.subList(read, log.size()).forEach(this::read);
        read = log.size();
    }

    /** Everything that it had and knew is gone. */
    synchronized void crashed() {
        remembered.forEach(prompt -> forgotten.merge(prompt.jobId(), 1, Integer::sum));
        remembered.clear();
        done.clear();
        alive.clear();
    }

    /** Something else happened that a reader of {@link #about} should know of. */
    synchronized void mark(String text) {
        lines.add(new Line("", text));
    }

    /** Whether it waits or runs there. */
    synchronized boolean isAlive(String promptId) {
        return alive.containsKey(promptId);
    }

    /** The jobs of which something waits or runs there. */
    synchronized Set<String> jobsAlive() {
        Set<String> jobs = new HashSet<>();
        alive.values().forEach(prompt -> jobs.add(prompt.jobId()));
        return jobs;
    }

    /** How many graphs of a job a crash took or, where they had ended, made forgotten. */
    synchronized int forgotten(String jobId) {
        return forgotten.getOrDefault(jobId, 0);
    }

    /** Jobs in the order in which the first graph of each began. */
    synchronized List<String> firstStarts() {
        return List.copyOf(firstStarts);
    }

    /** What was sent that should not have been. */
    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /** What happened to a job, and to all meanwhile. */
    synchronized List<String> about(String jobId) {
        int first = 0;
        int last = -1;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).jobId().equals(jobId)) {
                first = last < 0 ? i : first;
                last = i;
            }
        }
        // Some of what came after may be what its next try never came to.
        return lines.subList(first, Math.min(lines.size(), last + 40)).stream().filter(line -> line.jobId().isEmpty()
                || line.jobId().equals(jobId)).map(Line::text).toList();
    }

    synchronized String summary() {
        return "%d for %d jobs that began".formatted(prompts.size(), firstStarts.size());
    }

    private void read(DemoLog.Entry entry) {
        switch (entry) {
            case DemoLog.PromptPosted posted -> {
                if (posted.accepted()) {
                    taken(Prompt.of(posted));
                }
            }
            case DemoLog.PromptStarted(String id) -> {
                tell(id, "started");
                Prompt prompt = prompts.get(id);
                started.add(id);
                // One that came in the moment of a crash may have lived through it.
                alive.put(id, prompt);
                if (prompt.n() == 1) {
                    firstStarts.add(prompt.jobId());
                }
            }
            case DemoLog.PromptEnded(String id, String outcome) -> {
                tell(id, "ended, " + outcome);
                alive.remove(id);
                if (outcome.equals("success")) {
                    done.add(id);
                }
            }
            case DemoLog.QueueDeleted(List<String> ids) -> ids.stream().filter(prompts::containsKey).forEach(id -> {
                tell(id, "deleted");
                // What runs is passed over.
                if (!started.contains(id)) {
                    alive.remove(id);
                }
            });
            case DemoLog.InterruptPosted interrupt -> interrupt.promptId().filter(prompts::containsKey)
                    .ifPresentOrElse(id -> tell(id, "interrupted"), () -> violations.add(
                            "P8: an interrupt that may hit anybody: " + interrupt));
            case DemoLog.QueueCleared _ -> violations.add("P8: the whole queue was cleared");
            case DemoLog.FileViewed(String _, String subfolder, String name) -> lines.add(new Line(subfolder
                    .replaceFirst("orch/", ""), "fetched " + subfolder + "/" + name));
            case DemoLog.SocketOpened _ -> mark("a socket opened");
            case DemoLog.SocketClosed _ -> mark("a socket closed");
            case DemoLog.FreePosted _,DemoLog.FileUploaded _,DemoLog.Held _,DemoLog.CatalogueAsked _ -> {}
        }
    }

    private void taken(Prompt prompt) {
        if (prompts.putIfAbsent(prompt.id(), prompt) != null) {
            violations.add("P6: " + prompt.jobId() + " was sent twice under one id, " + prompt);
        }
        if (!prefixes.add(prompt.prefix())) {
            violations.add("P6: " + prompt.jobId() + " was sent twice with one number, " + prompt);
        }
        remembered.stream().filter(other -> other.jobId().equals(prompt.jobId())).forEach(other -> {
            if (alive.containsKey(other.id())) {
                violations.add("P6: " + prompt.jobId() + " was sent as " + prompt + " while " + other + " was alive");
            } else if (done.contains(other.id())) {
                violations.add("P6: " + prompt.jobId() + " was sent as " + prompt + " after " + other + " was done");
            }
        });
        alive.put(prompt.id(), prompt);
        remembered.add(prompt);
        tell(prompt.id(), "taken");
    }

    private void tell(String promptId, String what) {
        Prompt prompt = prompts.get(promptId);
        lines.add(new Line(prompt.jobId(), prompt.prefix() + " " + what + " (" + promptId + ")"));
    }
}
