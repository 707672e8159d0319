package orchestrator.canvas;

import java.util.List;

/**
 * A part of a frozen list.
 *
 * @param snap  names the frozen list, to ask for other parts of the same one
 * @param total items of the whole list
 * @param bytes of the whole list
 */
public record CanvasPage(List<Item> items, int total, long bytes, String snap) {}
