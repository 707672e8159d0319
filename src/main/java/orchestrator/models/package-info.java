/** Which model files exist and what each one is, read from safetensors headers, never by loading them. */
package orchestrator.models;
