package orchestrator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CrewKillLoopTest {

    private static final int ROUNDS = Integer.getInteger("kill.rounds", 4);
    private static final long SEED = Long.getLong("kill.seed", 1);

    @TempDir
    private Path home;

    @Test
    void nothing_is_lost_however_often_a_server_and_its_workers_are_killed() throws Exception {
        CrewKillLoop.Report report = new CrewKillLoop(home, SEED).run(ROUNDS);
        System.out.println(report.text());
        assertEquals(List.of(), report.violations());
        assertTrue(report.accepted() > ROUNDS && report.kills() >= ROUNDS, report.text());
    }
}
