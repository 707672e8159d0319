/** A ComfyUI-compatible server that paints procedural pictures; tests script its faults. Shares no parser with {@code comfyui}. */
package orchestrator.demo;
