/** Worker processes as the server sees them: who is there, which job each holds, and what each brings. */
package orchestrator.crew;
