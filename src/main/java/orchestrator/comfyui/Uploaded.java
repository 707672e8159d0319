package orchestrator.comfyui;

/** A picture in ComfyUI's input folder, under the name the server gave it (not always the one asked for). */
public record Uploaded(String name, String subfolder, String type) {

    /** The value for LoadImage's {@code image}. */
    public String value() {
        return subfolder.isEmpty() ? name : subfolder + "/" + name;
    }
}
