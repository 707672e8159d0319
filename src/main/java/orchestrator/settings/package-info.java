/** What the user may change while it runs, and what is kept for the program itself (client ids, tokens). */
package orchestrator.settings;
