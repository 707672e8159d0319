/** Disk primitives: replace a file atomically and durably, watch a folder, and the only door from a string to a path. */
package orchestrator.file;
