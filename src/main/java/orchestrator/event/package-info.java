/** What has happened, as sealed records, and the hub that hands it on to listeners. */
package orchestrator.event;
