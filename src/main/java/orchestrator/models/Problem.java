package orchestrator.models;

/**
 * Why a file that is there can not be used.
 *
 * @param code   {@code model-cut} (shorter than it says: load it again), {@code model-broken} (no such file is right),
 *               {@code model-unreadable} (the disk or its rights), {@code model-wrong-folder} (it is something else)
 * @param detail one line in plain English
 */
public record Problem(String code, String detail) {}
