/** What lies in the output folder: index, description, thumbnails. And the pictures that were sent to us. */
package orchestrator.canvas;
