package orchestrator.demo;

/** What stays when the process is restarted: the disk, the network and what tests have to do with it. */
record Workshop(Catalogue catalogue, Folders folders, Sockets sockets, Faults faults, DemoLog log) {}
