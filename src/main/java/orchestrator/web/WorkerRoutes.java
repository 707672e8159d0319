package orchestrator.web;

import orchestrator.crew.Crew;
import orchestrator.crew.Delivery;
import orchestrator.crew.Work;

import io.javalin.http.Context;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What worker processes call beside {@code PATCH /api/jobs/:id}: they announce themselves, and bring results. */
final class WorkerRoutes implements Routes {

    static final String TOKEN = "Lease-Token";
    private static final int MAX_ANNOUNCEMENT = 32 << 20;
    private static final int MAX_OUTPUTS = 1_000;
    private static final int BLOCK = 1 << 16;

    private final Crew crew;

    WorkerRoutes(Crew crew) {
        this.crew = crew;
    }

    @Override
    public void into(Routing routing) {
        routing.put("/api/workers/{name}", this::announce);
        routing.putFile("/api/jobs/{id}/outputs/{n}", this::take);
        routing.get("/api/jobs/{id}/inputs/{name}", this::give);
    }

    private void announce(Context context) {
        String name = context.pathParam("name");
        if (!WorkerAnnouncements.isName(name)) {
            throw Problem.of(400, "bad-name",
                    "A worker's name has 1 to 64 letters, digits, dots, dashes or underscores.");
        }
        Crew.Welcome welcome = crew.announce(WorkerAnnouncements.read(name, context.req().getRemoteAddr(), Json.read(
                RequestBody.bytes(context, MAX_ANNOUNCEMENT))));
        JobRoutes.answer(context, JobViews.map("seconds", crew.term().toMillis() / 1000.0, "known", welcome.known(),
                "cancel", welcome.cancel(), "giveBack", welcome.giveBack()));
    }

    private void take(Context context) throws IOException {
        int n = number(context.pathParam("n"));
        Work work = work(crew, context);
        String type = Optional.ofNullable(context.contentType()).orElse("").split(";", 2)[0].strip();
        try (Delivery delivery = work.delivers(n, type); InputStream in = context.req().getInputStream()) {
            byte[] block = new byte[BLOCK];
            for (int read = next(in, block); read >= 0; read = next(in, block)) {
                delivery.write(ByteBuffer.wrap(block, 0, read));
            }
            delivery.keep();
        }
        JobRoutes.answer(context, WorkerCalls.view(crew, work));
    }

    private void give(Context context) throws IOException {
        String name = context.pathParam("name");
        FileAnswer.send(context, work(crew, context).picture(name), name, "no-store");
    }

    /** The work that a request's token opens. */
    static Work work(Crew crew, Context context) {
        String token = Optional.ofNullable(context.header(TOKEN))
                .orElseThrow(() -> Problem.of(400, "no-lease-token", "Send the header Lease-Token."));
        return crew.at(context.pathParam("id"), token);
    }

    // What the disk says has to stay apart from what the network does.
    private static int next(InputStream in, byte[] block) {
        try {
            return in.read(block);
        } catch (IOException | RuntimeException failure) {
            throw RequestBody.broken(failure);
        }
    }

    private static int number(String text) {
        if (!text.matches("\\d{1,4}") || Integer.parseInt(text) >= MAX_OUTPUTS) {
            throw Problem.of(400, "bad-number", "An output has a number from 0 to " + (MAX_OUTPUTS - 1) + ".");
        }
        return Integer.parseInt(text);
    }
}
