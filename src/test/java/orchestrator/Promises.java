package orchestrator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The promises P1 to P8, judged by what clients were told, what the stand-in saw and what the disk holds. */
record Promises(Path home, Witness witness, StandInStory story, KillLedger ledger) {

    private static final int MAX_ATTEMPTS = 4;
    private static final int POISON = 3;

    /** What is broken while nobody runs. */
    List<String> broken(JobOnDisk.All jobs) throws IOException {
        List<String> broken = new ArrayList<>();
        broken.addAll(p1AcceptedIsDurable(jobs));
        broken.addAll(p2OutputsAreAttachedOnce(jobs));
        broken.addAll(p3FinalIsFinal(jobs));
        broken.addAll(p4NothingIsUnreadable(jobs));
        broken.addAll(p5PoisonStopsNoOthers(jobs));
        broken.addAll(p6RetriesAreBounded(jobs));
        broken.addAll(p7OrderIsKept(jobs));
        broken.addAll(p8CancelWins(jobs));
        return broken;
    }

    /** What is broken after everything had the time to come to an end. */
    List<String> brokenAtTheEnd(JobOnDisk.All jobs) throws IOException {
        List<String> broken = broken(jobs);
        broken.addAll(p2EverythingEnded(jobs));
        broken.addAll(p2PicturesAreTheirOwn(jobs));
        broken.addAll(p8NothingCancelledGoesOn(jobs));
        try (Stream<Path> left = Files.list(home.resolve(".orchestrator/tmp"))) {
            left.forEach(file -> broken.add("litter: " + file.getFileName()));
        }
        return broken;
    }

    List<String> p1AcceptedIsDurable(JobOnDisk.All jobs) {
        return witness.accepted().keySet().stream().filter(id -> !jobs.byId().containsKey(id))
                .map(id -> "P1: " + id + " was accepted and is gone").toList();
    }

    List<String> p2OutputsAreAttachedOnce(JobOnDisk.All jobs) {
        List<String> broken = new ArrayList<>();
        Map<String, String> owners = new HashMap<>();
        for (JobOnDisk job : with("complete", jobs)) {
            if (job.files().size() != 1) {
                broken.add("P2: " + job.id() + " is complete with " + job.files().size() + " outputs");
            }
            for (String file : job.files()) {
                String other = owners.putIfAbsent(file, job.id());
                if (other != null) {
                    broken.add("P2: " + job.id() + " and " + other + " both have " + file);
                }
                if (!Files.isRegularFile(output(file))) {
                    broken.add("P2: " + job.id() + " is complete, " + file + " is missing");
                }
            }
        }
        return broken;
    }

    List<String> p2EverythingEnded(JobOnDisk.All jobs) {
        List<String> broken = new ArrayList<>();
        for (JobOnDisk job : jobs.byId().values()) {
            switch (job.status()) {
                case "complete", "cancelled" -> {}
                case "failed" -> {
                    if (!mayFail(job)) {
                        broken.add("P2: " + job.id() + " failed: " + job.json().path("error") + ", " + job.attempts()
                                + " attempts, " + story.forgotten(job.id())
                                + " graphs lost in crashes of the stand-in");
                    }
                }
                default -> broken.add("P2: " + job.id() + " did not end, it is " + job.status());
            }
        }
        return broken;
    }

    /** Each picture tells which job it was made for. */
    List<String> p2PicturesAreTheirOwn(JobOnDisk.All jobs) throws IOException {
        List<String> broken = new ArrayList<>();
        for (JobOnDisk job : with("complete", jobs)) {
            for (String file : job.files()) {
                if (Files.isRegularFile(output(file)) && !new String(Files.readAllBytes(output(file)),
                        StandardCharsets.ISO_8859_1).contains(job.id())) {
                    broken.add("P2: " + job.id() + " has another one's picture, " + file);
                }
            }
        }
        return broken;
    }

    List<String> p3FinalIsFinal(JobOnDisk.All jobs) {
        return witness.settled().entrySet().stream().filter(seen -> changed(jobs, seen.getKey(), seen.getValue()))
                .map(seen -> "P3: " + seen.getKey() + " was " + seen.getValue() + " and is " + jobs.byId().get(seen
                        .getKey()).status())
                .toList();
    }

    /** The product alone writes here, so a file that nobody understands is one that it spoiled. */
    List<String> p4NothingIsUnreadable(JobOnDisk.All jobs) throws IOException {
        List<String> broken = new ArrayList<>();
        jobs.torn().forEach(name -> broken.add("P4: torn file " + name));
        Path aside = home.resolve(".orchestrator/set-aside");
        if (Files.isDirectory(aside)) {
            try (Stream<Path> files = Files.list(aside)) {
                files.forEach(file -> broken.add("P4: set aside: " + file.getFileName()));
            }
        }
        return broken;
    }

    List<String> p5PoisonStopsNoOthers(JobOnDisk.All jobs) {
        return with("failed", jobs).stream().filter(job -> job.errorCode().equals("poison"))
                .filter(job -> ledger.suspected(job.id()) < POISON)
                .map(job -> "P5: " + job.id() + " is called poison after at most " + ledger.suspected(job.id())
                        + " kills over it")
                .toList();
    }

    List<String> p6RetriesAreBounded(JobOnDisk.All jobs) {
        List<String> broken = new ArrayList<>(story.violations());
        for (JobOnDisk job : jobs.byId().values()) {
            if (job.attempts() > MAX_ATTEMPTS) {
                broken.add("P6: " + job.id() + " has " + job.attempts() + " attempts");
            }
            // Nothing else that counts happens here.
            int reasons = story.forgotten(job.id()) + (job.errorCode().equals("poison") ? 1 : 0);
            if (job.attempts() > reasons) {
                broken.add("P6: " + job.id() + " has " + job.attempts() + " attempts, and only " + reasons
                        + " of its graphs were lost");
            }
        }
        return broken;
    }

    /**
     * All have one priority and one model. A job that was accepted before another was even asked for has to begin
     * before it, unless a kill found it on its way.
     */
    List<String> p7OrderIsKept(JobOnDisk.All jobs) {
        Map<String, Witness.Asked> asked = witness.accepted();
        String late = "";
        for (JobOnDisk job : jobs.byId().values()) {
            late = job.isUntouched() ? earlier(late, job.id(), asked) : late;
        }
        for (String started : story.firstStarts().reversed()) {
            Witness.Asked began = asked.get(started);
            if (began != null && !late.isEmpty() && asked.get(late).answered() < began.asked()) {
                return List.of("P7: " + started + " began before " + late + ", which was accepted before it was asked "
                        + "for");
            }
            late = earlier(late, started, asked);
        }
        return List.of();
    }

    List<String> p8CancelWins(JobOnDisk.All jobs) {
        List<String> broken = new ArrayList<>();
        witness.cancelled().stream().filter(id -> changed(jobs, id, "cancelled")).forEach(id -> broken.add("P8: " + id
                + " was cancelled and is " + jobs.byId().get(id).status()));
        with("cancelled", jobs).stream().filter(job -> !witness.unwanted().contains(job.id())).forEach(job -> broken
                .add("P8: " + job.id() + " is cancelled, and nobody asked for it"));
        return broken;
    }

    List<String> p8NothingCancelledGoesOn(JobOnDisk.All jobs) {
        return with("cancelled", jobs).stream().filter(job -> !job.unsettled().isEmpty() || story.jobsAlive().contains(
                job.id())).map(job -> "P8: " + job.id() + " is cancelled and still in ComfyUI").toList();
    }

    private boolean mayFail(JobOnDisk job) {
        return switch (job.errorCode()) {
            case "poison" -> ledger.suspected(job.id()) >= POISON;
            case "lost", "tries-used-up" -> job.attempts() >= MAX_ATTEMPTS && story.forgotten(job
                    .id()) >= MAX_ATTEMPTS;
            default -> false;
        };
    }

    // Of two, the one that was accepted first; one that a kill disturbed counts for neither.
    private String earlier(String late, String jobId, Map<String, Witness.Asked> asked) {
        if (!asked.containsKey(jobId) || ledger.disturbed().contains(jobId)) {
            return late;
        }
        return late.isEmpty() || asked.get(jobId).answered() < asked.get(late).answered() ? jobId : late;
    }

    private Path output(String file) {
        return home.resolve("output").resolve(file);
    }

    private static boolean changed(JobOnDisk.All jobs, String id, String status) {
        return jobs.byId().containsKey(id) && !jobs.byId().get(id).status().equals(status);
    }

    private static Collection<JobOnDisk> with(String status, JobOnDisk.All jobs) {
        return jobs.byId().values().stream().filter(job -> job.status().equals(status)).toList();
    }
}
