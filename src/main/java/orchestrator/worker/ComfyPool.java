package orchestrator.worker;

import orchestrator.event.Event;
import orchestrator.queue.Claims;
import orchestrator.settings.ClientIds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

/** The drivers of all ComfyUI, which come and go with the settings. */
public final class ComfyPool implements AutoCloseable {

    private final Claims claims;
    private final ClientIds clients;
    private final ComfyDriver.Rooms rooms;
    private final RunContext with;
    private final Map<ComfyDriver.Engine, ComfyDriver> drivers = new LinkedHashMap<>();
    private boolean started;

    public ComfyPool(Claims claims, ClientIds clients, ComfyDriver.Rooms rooms, RunContext with) {
        this.claims = claims;
        this.clients = clients;
        this.rooms = rooms;
        this.with = with;
    }

    /**
     * Drives these and no others from now on. What was sent to one that is let go of is left alone there, and its job
     * waits for another.
     *
     * @throws UncheckedIOException when the name that a new one knows us by cannot be kept; nothing has changed then
     */
    public synchronized void drive(List<ComfyDriver.Engine> wanted) {
        Map<ComfyDriver.Engine, String> names = new LinkedHashMap<>();
        wanted.stream().filter(engine -> !drivers.containsKey(engine)).forEach(engine -> names.put(engine, name(
                engine)));
        List.copyOf(drivers.keySet()).stream().filter(engine -> !wanted.contains(engine)).forEach(this::letGo);
        names.forEach(this::take);
        releaseOrphans();
        claims.wake();
    }

    /** Where those are that are driven, by their names. */
    public synchronized Map<String, URI> addresses() {
        return drivers.keySet().stream().collect(toMap(ComfyDriver.Engine::id, ComfyDriver.Engine::address));
    }

    /** Begins to drive, on threads of the drivers. */
    public synchronized void start() {
        started = true;
        drivers.values().forEach(ComfyDriver::start);
    }

    @Override
    public synchronized void close() {
        drivers.values().forEach(ComfyDriver::close);
    }

    private void take(ComfyDriver.Engine engine, String name) {
        ComfyDriver driver = ComfyDriver.of(engine, name, claims, rooms, with);
        drivers.put(engine, driver);
        if (started) {
            driver.start();
            with.listeners().accept(new Event.EngineChanged(Optional.of(engine.id())));
        }
    }

    private void letGo(ComfyDriver.Engine engine) {
        ComfyDriver driver = drivers.remove(engine);
        with.engines().remove(engine.id());
        driver.close();
        // Its last thread may have told of its models while it was closed.
        if (rooms.models().forget(engine.id())) {
            with.listeners().accept(new Event.ModelsChanged());
        }
        if (!driver.ended()) {
            Thread.ofVirtual().name("let-go").start(() -> {
                driver.awaitEnd();
                releaseOrphans();
            });
        }
    }

    private synchronized void releaseOrphans() {
        Orphans.release(claims, drivers.keySet().stream().map(ComfyDriver.Engine::id).collect(toSet()));
    }

    private String name(ComfyDriver.Engine engine) {
        try {
            return clients.at(engine.id());
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }
}
