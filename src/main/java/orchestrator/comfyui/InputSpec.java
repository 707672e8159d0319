package orchestrator.comfyui;

/**
 * One input of a node class. The server applies no default to a required input: each must be sent (protocol, trap 19).
 */
public record InputSpec(String name, boolean required, InputType type) {}
