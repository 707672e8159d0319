package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoOptions;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;

/** The ComfyUI of the kill loop, which is struck too. */
final class StandIn implements AutoCloseable {

    private static final int TRIES = 50;
    private static final Duration STEP = Duration.ofMillis(10);

    private final DemoComfy comfy;
    private final StandInStory story = new StandInStory();
    private final Map<Blow, Integer> blows = new ConcurrentSkipListMap<>();
    private Thread striker = Thread.ofVirtual().unstarted(() -> {});

    /** What happens to it. */
    enum Blow {
        /** Queue, history and counter are empty afterwards. */
        CRASHED,
        /** What it has goes on, nobody hears of it. */
        SOCKETS_DROPPED,
        /** Nobody reaches it for a while, and what it has goes on. */
        AWAY
    }

    private StandIn(DemoComfy comfy) {
        this.comfy = comfy;
    }

    static StandIn start(Random random) throws IOException {
        return new StandIn(DemoComfy.start(new DemoOptions(port(random), new DemoOptions.Pace(Duration.ZERO, STEP,
                Duration.ZERO), true, Optional.empty())));
    }

    URI address() {
        return comfy.address();
    }

    /** Everything that happened up to now. */
    StandInStory story() {
        story.read(comfy.log().entries());
        return story;
    }

    Map<Blow, Integer> blows() {
        return blows;
    }

    /** Strikes after a while, on a thread of its own. @param away how long it cannot be reached, where it comes to that */
    void strike(Blow blow, long afterMillis, long awayMillis) throws InterruptedException {
        recover();
        striker = Thread.startVirtualThread(() -> {
            try {
                TimeUnit.MILLISECONDS.sleep(afterMillis);
                strike(blow, awayMillis);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Returns when it is whole again. */
    void recover() throws InterruptedException {
        if (striker.isAlive()) {
            striker.join();
        }
    }

    @Override
    public void close() throws InterruptedException {
        recover();
        comfy.close();
    }

    private void strike(Blow blow, long awayMillis) throws InterruptedException {
        blows.merge(blow, 1, Integer::sum);
        story().mark("the stand-in: " + blow);
        switch (blow) {
            case CRASHED -> {
                comfy.crash();
                story().crashed();
                up();
            }
            case SOCKETS_DROPPED -> comfy.dropSockets();
            case AWAY -> {
                comfy.down();
                TimeUnit.MILLISECONDS.sleep(awayMillis);
                up();
            }
        }
        story().mark("the stand-in is there again");
    }

    // Its port may be taken for a moment by somebody's way out.
    private void up() throws InterruptedException {
        for (int tried = 1;; tried++) {
            try {
                comfy.up();
                return;
            } catch (RuntimeException taken) {
                if (tried == TRIES) {
                    throw taken;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    // Outside of the range from which systems give ports to those who call: it has to be free again and again.
    private static int port(Random random) throws IOException {
        for (int tried = 1;; tried++) {
            int port = 15_000 + random.nextInt(10_000);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                if (tried == TRIES) {
                    throw taken;
                }
            }
        }
    }
}
