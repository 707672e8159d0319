/** What the user may change while it runs, and what is kept for the program itself (client ids, families of models). */
package orchestrator.settings;
