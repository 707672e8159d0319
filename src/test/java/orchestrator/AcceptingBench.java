package orchestrator;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoOptions;
import orchestrator.testkit.BenchRow;
import orchestrator.testkit.LeanClient;
import orchestrator.testkit.Raw;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** How fast jobs are accepted durably, against a bare loop of write, force, rename, force folder. */
final class AcceptingBench {

    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration TURN = Duration.ofSeconds(2);
    private static final int TURNS = 3;
    private static final String BODY = LiveApp.asking("a misty fjord at dawn", 20);

    private AcceptingBench() {
    }

    static List<BenchRow> rows(Path folder) throws IOException, InterruptedException {
        return List.of(row(folder.resolve("1"), 1), row(folder.resolve("16"), 16));
    }

    private interface Client extends AutoCloseable {

        void once() throws IOException;

        @Override
        default void close() throws IOException {
        }
    }

    private interface Clients {
        Client make(int number) throws IOException;
    }

    private static BenchRow row(Path folder, int clients) throws IOException, InterruptedException {
        // An engine that has the model, as usual; paused, because what it does with the jobs is not to be measured.
        try (DemoComfy demo = DemoComfy.start(DemoOptions.fast());
                BenchApp app = BenchApp.start(folder.resolve("home"), demo.address().toString())) {
            app.pauseOnceOnline();
            int port = app.address().getPort();
            Clients posting = _ -> poster(port);
            rate(posting, clients, WARM_UP);
            byte[] file = anyJob(app.home().resolve("jobs"));
            Path bare = Files.createDirectories(folder.resolve("bare"));
            Clients writing = number -> writer(bare, number, file);
            rate(writing, clients, WARM_UP);
            double posts = 0;
            double writes = 0;
            // By turns, because a disk is not the same from second to second.
            for (int turn = 0; turn < TURNS; turn++) {
                writes += rate(writing, clients, TURN) / TURNS;
                posts += rate(posting, clients, TURN) / TURNS;
            }
            return BenchRow.ratio("accepting jobs, " + clients + (clients == 1 ? " client" : " clients"),
                    BenchRow.format("%.0f POSTs/s", posts), BenchRow.format("%.0f bare writes/s", writes), posts
                            / writes,
                    0.5);
        }
    }

    /** How often a second so many of them do it at once. */
    private static double rate(Clients clients, int count, Duration howLong) throws InterruptedException {
        AtomicLong done = new AtomicLong();
        List<Throwable> failures = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        long began = System.nanoTime();
        for (int i = 0; i < count; i++) {
            int number = i;
            threads.add(Thread.ofPlatform().start(() -> {
                try (Client client = clients.make(number)) {
                    while (System.nanoTime() - began < howLong.toNanos()) {
                        client.once();
                        done.incrementAndGet();
                    }
                } catch (IOException | RuntimeException failure) {
                    synchronized (failures) {
                        failures.add(failure);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("a client failed", failures.getFirst());
        }
        return done.get() / ((System.nanoTime() - began) / 1e9);
    }

    private static Client poster(int port) throws IOException {
        LeanClient client = new LeanClient(port, Raw.request(port, "POST", "/api/jobs", BODY,
                "Content-Type: application/json"));
        return new Client() {

            @Override
            public void once() throws IOException {
                int status = client.once();
                if (status != 201) {
                    throw new IOException("answered with " + status);
                }
            }

            @Override
            public void close() throws IOException {
                client.close();
            }
        };
    }

    private static Client writer(Path folder, int number, byte[] content) {
        AtomicLong names = new AtomicLong();
        return () -> {
            String name = number + "-" + System.nanoTime() + "-" + names.incrementAndGet();
            Path temporary = folder.resolve(name + ".tmp");
            try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.wrap(content));
                file.force(true);
            }
            Files.move(temporary, folder.resolve(name + ".json"), StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel inside = FileChannel.open(folder, StandardOpenOption.READ)) {
                inside.force(true);
            }
        };
    }

    private static byte[] anyJob(Path folder) throws IOException {
        try (Stream<Path> jobs = Files.list(folder)) {
            return Files.readAllBytes(jobs.findFirst().orElseThrow());
        }
    }
}
