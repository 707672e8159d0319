package orchestrator.worker;

import java.time.Duration;

/**
 * How often a worker looks, and how long it waits. Tests take a quicker one.
 *
 * @param health   between two looks at an engine that answers
 * @param search   between two looks at one that does not
 * @param poll     between two looks at a prompt, beside what the socket tells
 * @param absent   how long a prompt has to be missing before it is believed lost: an id may travel between queue and
 *                 history, and a request cut off may land late
 * @param stop     between two requests to end a prompt
 * @param silence  of the socket, while a prompt of ours runs, after which it is connected anew
 * @param catalogue between two questions for all nodes and models
 * @param patience before trouble is believed
 */
public record Pace(Duration health, Duration search, Duration poll, Duration absent, Duration stop, Duration silence,
        Duration catalogue, Patience patience) {

    /**
     * @param fetch   how long a result may bring no new byte while its engine answers
     * @param stall   how long a running prompt may give no sign of life, at least
     * @param shadow  how long after an interrupt of ours another prompt's end by interrupt is believed to be our doing:
     *                ComfyUI has one flag for all, and the next prompt may begin before it is read
     * @param rest    of an engine that fails again and again
     * @param lease   how long a worker process keeps its job, and its ComfyUI, without a word
     */
    public record Patience(Duration fetch, Duration stall, Duration shadow, Duration rest, Duration lease) {

        public static final Patience USUAL = new Patience(Duration.ofSeconds(30), Duration.ofMinutes(10), Duration
                .ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(40));
    }

    public static final Pace USUAL = new Pace(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(5),
            Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofMinutes(5),
            Patience.USUAL);
}
