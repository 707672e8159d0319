/** Starts the program: the command line, checked settings, and {@code App}, which builds the rooms in order. */
package orchestrator;
