package orchestrator.comfyui;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a ComfyUI says of itself and its machine. Sizes are bytes, 0 where it is silent.
 *
 * @param version
 *            {@code a.b.c}, forks may add to it; empty for a server too old to tell
 * @param argv
 *            its command line
 */
public record SystemStats(String version, String os, String python, String torch, long ramTotal, long ramFree,
        List<Device> devices, List<String> argv) {

    public record Device(String name, String type, long vramTotal, long vramFree) {}

    /** The device it computes on. */
    public Optional<Device> device() {
        return devices.stream().findFirst();
    }

    /** Whether it was started with live previews; a newer one can make them without ({@code preview_method}). */
    public boolean previews() {
        return argument("--preview-method").filter(method -> !method.equals("none")).isPresent();
    }

    /** Its output folder, where its command line tells it; otherwise it is {@code output} beside its code. */
    public Optional<String> outputDirectory() {
        return argument("--output-directory").or(() -> argument("--base-directory").map(base -> base + "/output"));
    }

    /** Compares number by number; true for a version that cannot be read. */
    public boolean atLeast(int major, int minor, int patch) {
        var own = version.split("[^0-9]+");
        int[] wanted = {major, minor, patch};
        for (int i = 0; i < wanted.length; i++) {
            var part = i < own.length ? number(own[i]) : OptionalInt.empty();
            if (part.isEmpty() || part.getAsInt() != wanted[i])
                return part.isEmpty() || part.getAsInt() > wanted[i];
        }
        return true;
    }

    /** Empty where this is no answer of a ComfyUI. */
    static Optional<SystemStats> of(JsonNode json) {
        var system = json.path("system");
        if (!system.isObject() || !json.path("devices").isArray())
            return Optional.empty();
        var devices = new ArrayList<Device>();
        for (JsonNode device : json.path("devices"))
            devices.add(new Device(Json.string(device, "name"), Json.string(device, "type"),
                    device.path("vram_total").asLong(0), device.path("vram_free").asLong(0)));
        return Optional.of(new SystemStats(Json.string(system, "comfyui_version"), Json.string(system, "os"),
                Json.string(system, "python_version"), Json.string(system, "pytorch_version"),
                system.path("ram_total").asLong(0), system.path("ram_free").asLong(0), List.copyOf(devices),
                Json.strings(system.path("argv"))));
    }

    private Optional<String> argument(String name) {
        for (int i = 0; i < argv.size(); i++) {
            if (argv.get(i).equals(name) && i + 1 < argv.size())
                return Optional.of(argv.get(i + 1));
            if (argv.get(i).startsWith(name + "="))
                return Optional.of(argv.get(i).substring(name.length() + 1));
        }
        return Optional.empty();
    }

    private static OptionalInt number(String digits) {
        try {
            return OptionalInt.of(Integer.parseInt(digits));
        } catch (NumberFormatException none) {
            return OptionalInt.empty();
        }
    }
}
