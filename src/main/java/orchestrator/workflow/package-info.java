/** Request and model to ComfyUI graph: pure functions, one file per model family. */
package orchestrator.workflow;
