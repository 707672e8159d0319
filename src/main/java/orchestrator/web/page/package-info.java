/** What the templates are given: texts in two languages and the first screen as records. It knows no route and no room. */
package orchestrator.web.page;
