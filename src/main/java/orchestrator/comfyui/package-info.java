/** Everything ComfyUI-shaped: the graph as a value, HTTP, and socket messages as sealed records. Knows no job. */
package orchestrator.comfyui;
