/** URLs, pages, the event stream, and who may come in. The only room that knows our HTTP. */
package orchestrator.web;
