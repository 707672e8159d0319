package orchestrator.workflow;

/** Pixels. */
public record Size(int width, int height) {}
