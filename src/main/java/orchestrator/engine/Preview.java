package orchestrator.engine;

/**
 * The newest picture of a run under way.
 *
 * @param version grows with each picture
 * @param mime    {@code image/jpeg} or {@code image/png}
 */
public record Preview(long version, byte[] image, String mime) {}
