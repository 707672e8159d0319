package orchestrator.comfyui;

import java.time.Duration;

/**
 * How long a call may take, answer included.
 *
 * @param request
 *            an ordinary call
 * @param catalogue
 *            the whole {@code /object_info}, for which the server reads all its folders
 * @param upload
 *            an uploaded picture
 * @param stall
 *            a fetched file without a new byte
 */
public record ComfyTimeouts(Duration request, Duration catalogue, Duration upload, Duration stall) {
    public static final ComfyTimeouts USUAL = new ComfyTimeouts(Duration.ofSeconds(30), Duration.ofMinutes(2),
            Duration.ofMinutes(5), Duration.ofSeconds(30));

    /** The same with another patience for a file that does not get on. */
    public ComfyTimeouts withStall(Duration other) {
        return new ComfyTimeouts(request, catalogue, upload, other);
    }
}
