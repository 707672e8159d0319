/** What is known of each engine now: reachable, version, catalogue, progress and latest preview of its runs, how long they take. */
package orchestrator.engine;
