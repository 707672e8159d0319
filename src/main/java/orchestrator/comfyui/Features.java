package orchestrator.comfyui;

/**
 * @param previewMetadata
 *            previews can carry their prompt id
 * @param maxUploadBytes
 *            largest body the server takes
 */
public record Features(boolean previewMetadata, long maxUploadBytes) {
    /** What a server without {@code /features} is taken to have. */
    static final Features UNSTATED = new Features(false, 104_857_600);
}
