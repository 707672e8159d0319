package orchestrator.worker;

/**
 * What all runs on one ComfyUI share.
 *
 * @param engine its id
 */
record Site(String engine, ComfyLink link, EngineHealth health, Planner planner, StartImages images,
        Collector collector, RunContext with) {}
