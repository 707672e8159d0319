package orchestrator.web;

import java.time.Duration;

/**
 * How much of us one client, and all together, may take.
 *
 * @param headers       time from the first byte of a request to the end of its headers
 * @param idle          time without a byte either way
 * @param bodyRate      bytes a second a body must come at
 * @param connections   open at once
 * @param streams       event streams open at once
 * @param stuck         time an event stream may wait for its reader
 * @param beat          time between two signs of life on an event stream
 */
record Limits(Duration headers, Duration idle, int bodyRate, int connections, int streams, Duration stuck,
        Duration beat) {

    static final int HEADER_BYTES = 16 << 10;

    static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(30), 1000, 1200, 1000,
            Duration.ofSeconds(10), Duration.ofSeconds(15));
}
