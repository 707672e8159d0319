package orchestrator.worker;

import orchestrator.job.Job;
import orchestrator.job.Status;
import orchestrator.queue.Lease;
import orchestrator.testkit.JobRoom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OrphansTest {

    @TempDir
    private Path home;

    @Test
    void a_job_sent_to_an_engine_that_is_gone_waits_again() {
        JobRoom room = JobRoom.in(home);
        Job job = room.submit("x");
        Lease lost = room.claim();
        lost.send("http://old:8188", "id-1");
        lost.started();
        room.restart();
        Orphans.release(room.claims(), Set.of("http://new:8188"));
        assertEquals(List.of("x"), room.order());
        assertTrue(room.claims().inDoubt().isEmpty());
        assertEquals(job.jobId(), room.claim().job().jobId());
    }

    @Test
    void a_cancelled_one_can_be_removed_then() {
        JobRoom room = JobRoom.in(home);
        Job job = room.submit("x");
        room.claim().send("http://old:8188", "id-1");
        room.queue().cancel(job.jobId());
        room.restart();
        Orphans.release(room.claims(), Set.of());
        assertEquals(Status.CANCELLED, room.queue().get(job.jobId()).status());
        room.queue().remove(job.jobId());
    }

    @Test
    void what_an_engine_of_ours_has_is_left_to_its_driver() {
        JobRoom room = JobRoom.in(home);
        room.submit("x");
        room.claim().send("http://ours:8188", "id-1");
        room.restart();
        Orphans.release(room.claims(), Set.of("http://ours:8188"));
        assertEquals(1, room.claims().inDoubt().size());
    }
}
