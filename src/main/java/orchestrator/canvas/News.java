package orchestrator.canvas;

import orchestrator.event.Event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What one look found, told together. Safe for many threads. */
final class News {

    private static final int MANY = 500;

    private enum Kind {
        ADDED, REMOVED, CHANGED
    }

    private final Consumer<Event> listeners;
    private final Map<String, Kind> byId = new LinkedHashMap<>();

    News(Consumer<Event> listeners) {
        this.listeners = listeners;
    }

    void put(Item item, CanvasIndex.Put put) {
        switch (put) {
            case ADDED -> note(item.id(), Kind.ADDED);
            case CHANGED -> note(item.id(), Kind.CHANGED);
            case SAME -> {
                // Nobody needs to hear of it.
            }
        }
    }

    void removed(Item item) {
        note(item.id(), Kind.REMOVED);
    }

    synchronized void tell() {
        if (byId.isEmpty()) {
            return;
        }
        listeners.accept(new Event.CanvasChanged(those(Kind.ADDED), those(Kind.REMOVED), those(Kind.CHANGED)));
        byId.clear();
    }

    private synchronized void note(String id, Kind kind) {
        Kind before = byId.remove(id);
        if (before == Kind.ADDED && kind == Kind.REMOVED) {
            return;
        }
        byId.put(id, switch (kind) {
            case ADDED -> before == Kind.REMOVED ? Kind.CHANGED : Kind.ADDED;
            case CHANGED -> before == Kind.ADDED ? Kind.ADDED : Kind.CHANGED;
            case REMOVED -> Kind.REMOVED;
        });
        if (byId.size() >= MANY) {
            tell();
        }
    }

    private List<String> those(Kind kind) {
        List<String> ids = new ArrayList<>();
        byId.forEach((id, is) -> {
            if (is == kind) {
                ids.add(id);
            }
        });
        return List.copyOf(ids);
    }
}
