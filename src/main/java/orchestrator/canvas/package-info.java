/** What lies in the output folder: index, description, thumbnails. */
package orchestrator.canvas;
