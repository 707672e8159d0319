package orchestrator.engine;

import orchestrator.comfyui.Catalogue;
import orchestrator.comfyui.SystemStats;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of one engine.
 *
 * @param id      its address, which is also what job files name it by
 * @param queue   prompts inside it, ours and others'
 * @param warning what its owner should look after, although it can be used; {@code disk} when its disk is full
 * @param stats   as it last told them
 * @param catalogue the nodes and options it offers; empty until it was asked
 * @param models  names of the models it lists, by folder, verbatim: with a backslash on Windows
 */
public record EngineState(String id, boolean demo, Availability availability, int queue, Optional<SystemStats> stats,
        Optional<Catalogue> catalogue, Map<String, List<String>> models, Optional<Wait> warning) {

    public static EngineState unknown(String id, boolean demo) {
        return new EngineState(id, demo, new Availability.Unknown(), 0, Optional.empty(), Optional.empty(), Map.of(),
                Optional.empty());
    }

    public boolean online() {
        return availability instanceof Availability.Online;
    }

    /** Whether it has ever told what it offers. */
    public boolean known() {
        return catalogue.isPresent();
    }

    public EngineState with(Availability next) {
        return new EngineState(id, demo, next, queue, stats, catalogue, models, warning);
    }

    public EngineState with(SystemStats told) {
        return new EngineState(id, demo, availability, queue, Optional.of(told), catalogue, models, warning);
    }

    public EngineState with(Catalogue told, Map<String, List<String>> listed) {
        return new EngineState(id, demo, availability, queue, stats, Optional.of(told), listed, warning);
    }

    public EngineState withQueue(int remaining) {
        return new EngineState(id, demo, availability, remaining, stats, catalogue, models, warning);
    }

    public EngineState withWarning(Optional<Wait> told) {
        return new EngineState(id, demo, availability, queue, stats, catalogue, models, told);
    }
}
