package orchestrator.queue;

/**
 * What a client sends so that a repeat of its request makes no second job.
 *
 * @param value       its own word
 * @param fingerprint hash of the request's content
 */
public record IdempotencyKey(String value, String fingerprint) {}
