package orchestrator.web;

/** A handful of calls that belong together. */
interface Routes {

    void into(Routing routing);
}
