package orchestrator.models;

/** The width of the text that a model attends to, which tells the families of the UNet apart. */
final class Contexts {

    private Contexts() {
    }

    static Family family(long width) {
        return switch ((int) Math.min(width, Integer.MAX_VALUE)) {
            case 768 -> Family.SD15;
            case 1024 -> Family.SD2;
            case 2048 -> Family.SDXL;
            default -> Family.UNKNOWN;
        };
    }

    /** By the widest of the tensors whose names have one of these parts. */
    static Family widest(SafetensorsHeader header, String ending, String... parts) {
        return header.tensors().entrySet().stream().filter(entry -> entry.getKey().endsWith(ending))
                .filter(entry -> java.util.Arrays.stream(parts).anyMatch(entry.getKey()::contains))
                .mapToLong(entry -> entry.getValue().dim(1)).max().stream().mapToObj(Contexts::family).findFirst()
                .orElse(Family.UNKNOWN);
    }
}
