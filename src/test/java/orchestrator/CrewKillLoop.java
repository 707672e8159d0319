package orchestrator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static java.util.stream.Collectors.toSet;

/**
 * Kills a server and its two workers, each with a ComfyUI of its own, again and again under load. In each round one or
 * several of them die, some at named points; the others go on.
 */
final class CrewKillLoop {

    private static final List<String> SERVER_POINTS = List.of("file.before-temp", "file.before-force",
            "file.before-rename", "file.before-folder-force", "file.after-folder-force");
    private static final List<String> WORKER_POINTS = List.of("file.before-rename", "worker.before-sending",
            "worker.before-post", "worker.after-post", "worker.before-fetch", "worker.before-complete",
            "file.after-folder-force");
    private static final Duration DRAIN = Duration.ofMinutes(4);
    private static final int MAX_ATTEMPTS = 4;
    private static final int POISON = 3;
    /** Of a job that goes its way at once: accepted, claimed, sent, started, named, fetched, complete. */
    private static final int REVISIONS = 7;

    private final Path home;
    private final Random random;
    private final Witness witness = new Witness();
    private final List<String> violations = new ArrayList<>();
    private final Map<String, Integer> kills = new TreeMap<>();
    private int requests;
    private double draining;

    CrewKillLoop(Path home, long seed) {
        this.home = home;
        this.random = new Random(seed);
    }

    /** What a loop found; a line each. */
    record Report(int accepted, int kills, List<String> violations, String text) {}

    Report run(int rounds) throws Exception {
        int port = freePort();
        URI address = URI.create("http://127.0.0.1:" + port);
        try (StandIn one = StandIn.start(random); StandIn two = StandIn.start(random)) {
            CrewVictim server = CrewVictim.server(home, port);
            List<CrewVictim> workers = List.of(CrewVictim.worker(home.resolve("w1"), address, one.address(), "w1"),
                    CrewVictim.worker(home.resolve("w2"), address, two.address(), "w2"));
            try {
                for (int round = 0; round < rounds && violations.isEmpty(); round++) {
                    round(address, server, workers);
                    look();
                }
                if (violations.isEmpty()) {
                    drain(address, server, workers);
                    look();
                    atTheEnd(List.of(one.story(), two.story()));
                }
            } finally {
                server.kill();
                for (CrewVictim worker : workers) {
                    worker.kill();
                }
            }
            return report(rounds, List.of(one.story(), two.story()));
        }
    }

    private void round(URI address, CrewVictim server, List<CrewVictim> workers) throws IOException,
            InterruptedException {
        server.up(plan(SERVER_POINTS, 60));
        for (CrewVictim worker : workers) {
            worker.up(plan(WORKER_POINTS, 4));
        }
        KillLoad load = KillLoad.on(address, witness, random);
        // Longer than a lease now and then, so that one who is away loses its jobs.
        boolean longer = random.nextInt(4) == 0;
        boolean both = random.nextInt(5) == 0;
        switch (random.nextInt(3)) {
            case 0 -> strike("server", server);
            case 1 -> strike("worker", workers.get(random.nextInt(2)));
            default -> {
                strike("worker", workers.getFirst());
                if (both) {
                    strike("worker", workers.getLast());
                    strike("server", server);
                }
            }
        }
        requests += load.end();
        if (longer) {
            TimeUnit.MILLISECONDS.sleep(LiveApp.QUICK.patience().lease().toMillis() + 1000);
        }
    }

    private void strike(String who, CrewVictim victim) throws InterruptedException {
        boolean byItself = victim.ends(200 + random.nextInt(1200));
        victim.kill();
        kills.merge(who + (byItself ? " at a point" : " at any moment"), 1, Integer::sum);
    }

    private String plan(List<String> points, int most) {
        return random.nextInt(3) > 0
                ? points.get(random.nextInt(points.size())) + ":" + (1 + random.nextInt(most))
                : "-";
    }

    /** What is broken, whoever is alive. */
    private void look() throws IOException {
        JobOnDisk.All jobs = JobOnDisk.All.in(home.resolve("jobs"));
        Promises promises = new Promises(home, witness, new StandInStory(), new KillLedger());
        violations.addAll(promises.p1AcceptedIsDurable(jobs));
        violations.addAll(promises.p2OutputsAreAttachedOnce(jobs));
        violations.addAll(promises.p3FinalIsFinal(jobs));
        violations.addAll(promises.p4NothingIsUnreadable(jobs));
        violations.addAll(promises.p8CancelWins(jobs));
        int all = kills.values().stream().mapToInt(Integer::intValue).sum();
        for (JobOnDisk job : jobs.byId().values()) {
            if (job.attempts() > MAX_ATTEMPTS || job.attempts() > all) {
                violations.add("P6: " + job.id() + " has " + job.attempts() + " attempts after " + all + " kills");
            }
            if (job.errorCode().equals("poison") && all < POISON) {
                violations.add("P5: " + job.id() + " is called poison after " + all + " kills");
            }
        }
    }

    private void drain(URI address, CrewVictim server, List<CrewVictim> workers) throws IOException,
            InterruptedException {
        long began = System.nanoTime();
        server.kill();
        server.up("-");
        for (CrewVictim worker : workers) {
            worker.kill();
            worker.up("-");
        }
        while ((KillLoad.open(address) > 0 || isUnsettled()) && System.nanoTime() - began < DRAIN.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
        // What nobody wants any more is tidied up right after.
        while (!left().isEmpty() && System.nanoTime() - began < DRAIN.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
        draining = (System.nanoTime() - began) / 1e9;
    }

    private void atTheEnd(List<StandInStory> stories) throws IOException {
        JobOnDisk.All jobs = JobOnDisk.All.in(home.resolve("jobs"));
        violations.addAll(new Promises(home, witness, new StandInStory(), new KillLedger()).p2PicturesAreTheirOwn(
                jobs));
        for (JobOnDisk job : jobs.byId().values()) {
            switch (job.status()) {
                case "complete", "cancelled" -> {}
                case "failed" -> {
                    boolean may = job.errorCode().equals("poison") || job.errorCode().equals("worker-gone") && job
                            .attempts() == MAX_ATTEMPTS;
                    if (!may) {
                        violations.add("P2: " + job.id() + " failed: " + job.json().path("error"));
                    }
                }
                default -> violations.add("P2: " + job.id() + " did not end, it is " + job.status());
            }
            if (job.status().equals("cancelled")
                    && (!job.unsettled().isEmpty() || stories.stream().anyMatch(story -> story
                            .jobsAlive().contains(job.id())))) {
                violations.add("P8: " + job.id() + " is cancelled and still in ComfyUI");
            }
        }
        stories.forEach(story -> violations.addAll(outOfOrder(story, jobs)));
        left().forEach(file -> violations.add("litter: " + home.relativize(file)));
    }

    /** P7: on each ComfyUI, what was accepted before another was asked for begins before it, unless a kill came between. */
    private List<String> outOfOrder(StandInStory story, JobOnDisk.All jobs) {
        Map<String, Witness.Asked> asked = witness.accepted();
        // One that came back without a word has more revisions.
        Set<String> calm = jobs.byId().values().stream().filter(job -> job.json().path("rev").asInt() <= REVISIONS).map(
                JobOnDisk::id).collect(toSet());
        List<String> starts = story.firstStarts().stream().filter(calm::contains).filter(asked::containsKey).toList();
        String late = "";
        for (String started : starts.reversed()) {
            if (!late.isEmpty() && asked.get(late).answered() < asked.get(started).asked()) {
                return List.of("P7: " + started + " began before " + late);
            }
            late = late.isEmpty() || asked.get(started).answered() < asked.get(late).answered() ? started : late;
        }
        return List.of();
    }

    private boolean isUnsettled() throws IOException {
        return JobOnDisk.All.in(home.resolve("jobs")).byId().values().stream().anyMatch(job -> !job.unsettled()
                .isEmpty());
    }

    /** What workers, and temporary folders, should be rid of when all is done. */
    private List<Path> left() throws IOException {
        List<Path> left = new ArrayList<>();
        for (String folder : List.of(".orchestrator/tmp", "w1/jobs", "w1/output", "w1/.orchestrator/claims",
                "w1/.orchestrator/tmp", "w2/jobs", "w2/output", "w2/.orchestrator/claims", "w2/.orchestrator/tmp")) {
            if (Files.isDirectory(home.resolve(folder))) {
                try (Stream<Path> files = Files.list(home.resolve(folder))) {
                    files.forEach(left::add);
                }
            }
        }
        return left;
    }

    private Report report(int rounds, List<StandInStory> stories) throws IOException {
        Map<String, Integer> states = new HashMap<>();
        JobOnDisk.All jobs = JobOnDisk.All.in(home.resolve("jobs"));
        jobs.byId().values().forEach(job -> states.merge(job.status() + (job.attempts() == 0
                ? ""
                : " after " + job.attempts()), 1, Integer::sum));
        StringBuilder text = new StringBuilder("""
                                               rounds            %d, of a server and two workers
                                               requests          %d
                                               until all ended   %.0f s
                                               accepted ids      %d, cancelled %d
                                               kills             %s
                                               graphs sent       %s
                                               states            %s
                                               violations        %s
                                               """.formatted(rounds, requests, draining, witness.accepted().size(),
                witness
                        .cancelled().size(),
                kills, stories.stream().map(StandInStory::summary).toList(), states, violations
                        .isEmpty() ? "none" : violations));
        for (JobOnDisk job : violations.isEmpty() ? List.<JobOnDisk>of() : jobs.byId().values()) {
            if (violations.getFirst().contains(job.id())) {
                text.append(job.json().toPrettyString()).append('\n');
                stories.forEach(story -> story.about(job.id()).forEach(line -> text.append(line).append('\n')));
                for (String log : List.of("logs/worker.log", "w1/logs/worker.log", "w2/logs/worker.log")) {
                    try (Stream<String> lines = Files.lines(home.resolve(log))) {
                        lines.filter(line -> line.contains(job.id())).forEach(line -> text.append(log).append(' ')
                                .append(line).append('\n'));
                    }
                }
            }
        }
        return new Report(witness.accepted().size(), kills.values().stream().mapToInt(Integer::intValue).sum(),
                violations, text.toString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
