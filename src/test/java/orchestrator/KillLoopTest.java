package orchestrator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

class KillLoopTest {

    private static final int ROUNDS = Integer.getInteger("kill.rounds", 20);
    private static final long SEED = Long.getLong("kill.seed", 1);

    @TempDir
    private Path home;

    @Test
    void nothing_is_lost_however_often_it_is_killed() throws Exception {
        KillLoop.Report report = new KillLoop(home, PlantedBug.NONE, SEED).run(ROUNDS);
        System.out.println(report.text());
        assertEquals(List.of(), report.violations());
        assertTrue(report.atPoints() * 2 >= report.rounds(), "too few kills at named points\n" + report.text());
        assertTrue(report.accepted() > report.rounds(), report.text());
        assumeFalse(report.isVoid(), "void, because this machine was too busy to make a load\n" + report.text());
    }

    @ParameterizedTest
    @EnumSource(value = PlantedBug.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void a_planted_bug_is_caught(PlantedBug bug) throws Exception {
        KillLoop.Report report = new KillLoop(home, bug, SEED).run(30);
        assertFalse(report.violations().isEmpty(), report.text());
    }
}
