package orchestrator.crew;

import orchestrator.engine.Availability;
import orchestrator.engine.Driver;
import orchestrator.engine.EngineState;
import orchestrator.event.Event;
import orchestrator.job.Holder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Which workers are there, and what each drives. */
final class Members {

    private static final Logger LOG = LoggerFactory.getLogger("orchestrator.worker.log");

    private final CrewRooms rooms;
    private final Supplier<Map<String, URI>> own;
    private final Duration term;
    private final Map<String, Member> members = new HashMap<>();

    /** @param own our engines' addresses by their names */
    Members(CrewRooms rooms, Supplier<Map<String, URI>> own, Duration term) {
        this.rooms = rooms;
        this.own = own;
        this.term = term;
    }

    private static final class Member {

        private final String engine;
        private final Patience patience;
        private boolean told;

        private Member(String engine, Duration term) {
            this.engine = engine;
            this.patience = new Patience(term);
        }
    }

    /**
     * A worker is there. Whether it is known what its ComfyUI offers.
     *
     * @throws Declined.Taken another one drives it
     */
    synchronized boolean announce(Announcement told) {
        String engine = Place.of(told.comfyui(), told.host(), own.get());
        Optional<Driver> other = rooms.engines().driver(engine).filter(Driver::here)
                .filter(driver -> !driver.worker().equals(told.worker()));
        if (other.isPresent()) {
            throw new Declined.Taken(other.get().worker());
        }
        Member before = members.get(told.worker());
        if (before != null && !before.engine.equals(engine)) {
            lose(told.worker(), before);
        }
        Member member = members.computeIfAbsent(told.worker(), name -> {
            LOG.info("the worker {} drives {}", name, engine);
            return new Member(engine, term);
        });
        member.patience.heard();
        if (rooms.engines().get(engine).isEmpty()) {
            rooms.engines().add(EngineState.unknown(engine, false));
        }
        // The settings may have brought this engine in, or taken it out, and what it offers with it.
        member.told &= rooms.engines().get(engine).filter(EngineState::known).isPresent();
        rooms.engines().lend(engine, new Driver(told.worker(), told.host(), told.comfyui().toString(), now(), true));
        told.offer().ifPresent(offer -> {
            member.told = true;
            learn(engine, offer);
        });
        rooms.engines().update(engine, state -> state.with(told.condition().stats())
                .withQueue(told.condition().queue()).with(availability(engine, member, told.condition())));
        return member.told;
    }

    /** Before our restart that worker drove an engine: it has the whole term to say that it still does. */
    synchronized void expect(Holder holder) {
        members.computeIfAbsent(holder.worker(), _ -> new Member(holder.engine(), term));
        rooms.engines().lend(holder.engine(), new Driver(holder.worker(), "", "", now(), true));
    }

    /** The engine that a worker drives, once it has told what that offers. */
    synchronized Optional<String> engine(String worker) {
        return Optional.ofNullable(members.get(worker)).filter(member -> member.told).map(member -> member.engine);
    }

    /** Whether we drive that engine ourselves when no worker does. */
    boolean isOurs(String engine) {
        return own.get().containsKey(engine);
    }

    /** So much time has gone by. */
    synchronized void pass(Duration time) {
        List<String> gone = members.entrySet().stream().filter(member -> member.getValue().patience.pass(time))
                .map(Map.Entry::getKey).toList();
        gone.forEach(worker -> lose(worker, members.get(worker)));
    }

    private Instant now() {
        return rooms.time().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private void lose(String worker, Member member) {
        members.remove(worker);
        LOG.warn("the worker {} is gone, {} is free", worker, member.engine);
        Map<String, Object> args = Map.of("a", member.engine, "w", worker);
        // Before it is given back, or we would begin with what its worker told.
        rooms.engines().update(member.engine, state -> state.with(isOurs(member.engine)
                ? new Availability.Unknown()
                : new Availability.Offline("worker-gone", args)));
        rooms.engines().takeBack(member.engine);
    }

    private void learn(String engine, Announcement.Offer offer) {
        boolean news = rooms.engines().get(engine).map(state -> !state.catalogue().equals(Optional.of(offer
                .catalogue())) || !state.models().equals(offer.models())).orElse(true);
        if (rooms.models().engineLists(engine, offer.models())) {
            rooms.listeners().accept(new Event.ModelsChanged());
        }
        rooms.engines().update(engine, state -> state.with(offer.catalogue(), offer.models()));
        if (news) {
            rooms.engines().judgeAnew(engine);
        }
    }

    private static Availability availability(String engine, Member member, Announcement.Condition condition) {
        return condition.reason().<Availability>map(reason -> new Availability.Offline(reason, Map.of("a", engine)))
                .orElseGet(() -> member.told ? new Availability.Online() : new Availability.Unknown());
    }
}
