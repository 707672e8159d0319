/** The words of the domain: what was asked, where it stands, how it failed. Immutable and pure; knows no other room. */
package orchestrator.job;
