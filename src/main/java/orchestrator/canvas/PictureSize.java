package orchestrator.canvas;

/** How large a picture is shown, in pixels: after any turn that it asks for. */
public record PictureSize(int width, int height) {}
