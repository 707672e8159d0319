package orchestrator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Kills the product again and again under load, and strikes the ComfyUI beside it, and looks at what is left on disk.
 * Most of the kills come at named points, the others at any moment.
 */
final class KillLoop {

    private static final List<String> POINTS = List.of("file.before-temp", "file.before-force", "file.before-rename",
            "file.before-folder-force", "file.after-folder-force", "worker.before-sending", "worker.before-post",
            "worker.after-post", "worker.before-fetch", "worker.before-complete");
    private static final Duration ROUND = Duration.ofSeconds(4);
    private static final Duration DRAIN = Duration.ofMinutes(5);
    private static final double FLOOR = 50;

    private final Path home;
    private final PlantedBug bug;
    private final Random random;
    private final Witness witness = new Witness();
    private final KillLedger ledger = new KillLedger();
    private final List<String> violations = new ArrayList<>();
    private int requests;
    private double seconds;
    private double draining;

    KillLoop(Path home, PlantedBug bug, long seed) {
        this.home = home;
        this.bug = bug;
        this.random = new Random(seed);
    }

    /** What a loop found; a line each. */
    record Report(int rounds, double rate, int accepted, int atPoints, List<String> violations, String text) {

        /** Under this load nothing is proven either way. */
        boolean isVoid() {
            return rate < FLOOR;
        }
    }

    Report run(int rounds) throws Exception {
        try (StandIn comfy = StandIn.start(random)) {
            Promises promises = new Promises(home, witness, comfy.story(), ledger);
            for (int round = 0; round < rounds && violations.isEmpty(); round++) {
                round(comfy, plan(round));
                JobOnDisk.All jobs = JobOnDisk.All.in(home.resolve("jobs"));
                ledger.examine(jobs.byId().values(), comfy.story());
                violations.addAll(promises.broken(jobs));
            }
            comfy.recover();
            if (violations.isEmpty()) {
                drain(comfy);
                comfy.story();
                violations.addAll(promises.brokenAtTheEnd(JobOnDisk.All.in(home.resolve("jobs"))));
            }
            return report(rounds, comfy);
        }
    }

    private String plan(int round) {
        int point = round % POINTS.size();
        return random.nextInt(10) < 8
                ? POINTS.get(point) + ":" + (1 + random.nextInt(POINTS.get(point).startsWith("file.") ? 30 : 3))
                : "-";
    }

    /** When the stand-in is struck, as seen from the kill. */
    private enum When {
        BEFORE, WITH, AFTER, NOT
    }

    private void round(StandIn comfy, String plan) throws IOException, InterruptedException {
        StandIn.Blow blow = StandIn.Blow.values()[Math.max(0, random.nextInt(4) - 1)];
        // In half of the rounds it is left alone: one that is always ill brings no job to its end.
        When when = random.nextBoolean() ? When.NOT : When.values()[random.nextInt(When.NOT.ordinal())];
        long pause = 50 + random.nextInt(600);
        long away = 200 + random.nextInt(800);
        String point = plan.substring(0, Math.max(0, plan.indexOf(':')));
        Victim victim = Victim.start(home, comfy.address(), bug, plan);
        if (victim.address().isEmpty()) {
            // It died at its point while it was starting.
            victim.kill();
            dead(comfy, point.isEmpty() ? "while starting" : point);
            return;
        }
        KillLoad load = KillLoad.on(victim.address().get(), witness, random);
        if (when == When.BEFORE) {
            comfy.strike(blow, pause, away);
        }
        boolean byItself = victim.ends(plan.equals("-") ? Duration.ofMillis(300 + random.nextInt(900)) : ROUND);
        seconds += load.seconds();
        if (when == When.WITH) {
            comfy.strike(blow, 0, away);
        }
        victim.kill();
        requests += load.end();
        dead(comfy, byItself ? point : "any moment");
        if (when == When.AFTER) {
            comfy.strike(blow, 0, away + 500);
        }
    }

    private void dead(StandIn comfy, String where) {
        ledger.killed(where);
        comfy.story().mark("the product died: " + where);
    }

    /** With nobody killed, everything comes to an end. */
    private void drain(StandIn comfy) throws IOException, InterruptedException {
        comfy.story().mark("nobody is killed any more");
        Victim survivor = Victim.start(home, comfy.address(), bug, "-");
        long began = System.nanoTime();
        long deadline = began + DRAIN.toNanos();
        while (KillLoad.open(survivor.address().orElseThrow()) > 0 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
        while (isUnsettled() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
        draining = (System.nanoTime() - began) / 1e9;
        if (!survivor.endsWhenAsked(Duration.ofSeconds(10))) {
            violations.add("did not end within 10 s of SIGTERM");
        }
    }

    private boolean isUnsettled() throws IOException {
        return JobOnDisk.All.in(home.resolve("jobs")).byId().values().stream().anyMatch(job -> !job.unsettled()
                .isEmpty());
    }

    private Report report(int rounds, StandIn comfy) throws IOException {
        double rate = requests / Math.max(0.1, seconds);
        String text = """
                      rounds            %d
                      requests a second %.0f, in %.0f s
                      until all ended   %.0f s
                      accepted ids      %d, cancelled %d
                      kills             %s
                      of the stand-in   %s
                      graphs sent       %s
                      states at a kill  %s
                      violations        %s
                      """.formatted(rounds, rate, seconds, draining, witness.accepted().size(),
                witness.cancelled().size(), ledger
                        .kills(),
                comfy.blows(), comfy.story().summary(), ledger.states(), violations.isEmpty() ? "none" : violations);
        return new Report(rounds, rate, witness.accepted().size(), ledger.at(POINTS), violations, text
                + evidence(comfy.story()));
    }

    /** What is known of the first job that a violation names. */
    private String evidence(StandInStory story) throws IOException {
        StringBuilder text = new StringBuilder();
        for (JobOnDisk job : violations.isEmpty()
                ? List.<JobOnDisk>of()
                : JobOnDisk.All.in(home.resolve("jobs")).byId().values()) {
            if (violations.getFirst().contains(job.id())) {
                text.append('\n').append(job.json().toPrettyString()).append('\n');
                story.about(job.id()).forEach(line -> text.append(line).append('\n'));
                try (Stream<String> log = Files.lines(home.resolve("logs/orchestrator.log"))) {
                    log.filter(line -> line.contains(job.id())).forEach(line -> text.append(line).append('\n'));
                }
            }
        }
        return text.toString();
    }
}
