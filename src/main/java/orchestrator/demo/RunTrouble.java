package orchestrator.demo;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The scripted fault of one run, if it has one. */
final class RunTrouble {
    private static final Set<String> HEAVY = Set.of("KSampler", "KSamplerAdvanced", "SamplerCustomAdvanced",
            "ImageUpscaleWithModel");

    /** Names of files to the folders they are told to lie in. */
    private static final Map<String, String> HOSTILE = Map.of("../../../evil.png", "../../..", "/etc/evil.png", "",
            "C:\\Windows\\evil.png", "..\\..", "n".repeat(300) + ".png", "orch", "nul\0.png", "orch/\0", "CON.png",
            "orch",
            "evil.png.sh", "orch", "evil.html", "orch", "..", "..");

    private final Optional<Faults.RunFault> fault;
    private boolean spent;

    RunTrouble(Optional<Faults.RunFault> fault) {
        this.fault = fault;
    }

    /** Raises at the first node that would do real work. */
    void before(String type, boolean isOutput) {
        if (fault.isEmpty() || !HEAVY.contains(type) && !isOutput) {
            return;
        }
        switch (fault.get()) {
            case ERROR -> throw new NodeFailure("RuntimeError",
                    "mat1 and mat2 shapes cannot be multiplied (77x2048 and 768x320)\n", traceback(2));
            case OUT_OF_MEMORY -> throw new NodeFailure("torch.OutOfMemoryError",
                    """
                    Allocation on device 0 would exceed allowed memory. (out of memory)
                    Currently allocated     : 22.51 GiB
                    Requested               : 4.00 GiB
                    Device limit            : 23.99 GiB
                    Free (according to CUDA): 19.12 MiB
                    PyTorch limit (set by user-supplied memory fraction)
                                            : 17179869184.00 GiB
                    """, traceback(2));
            case LONG_ERROR -> throw new NodeFailure("RuntimeError",
                    "Error(s) in loading state_dict for UNetModel: <b onclick=\"alert(1)\">&amp;</b>\n"
                            + "\tsize mismatch for input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight: copying a "
                                    .repeat(60),
                    traceback(200));
            case DISK_FULL -> {
                if (isOutput) {
                    throw new NodeFailure("OSError", "[Errno 28] No space left on device\n", traceback(2));
                }
            }
            case FOREIGN_INTERRUPT, NO_OUTPUTS, TRAVERSING_NAMES, HOSTILE_NAMES, DUPLICATE_NAMES, NO_HISTORY -> {
                // These happen elsewhere.
            }
        }
    }

    /** True once, for the fault that looks like somebody else's interrupt. */
    boolean interruptsItself() {
        boolean now = fault.filter(Faults.RunFault.FOREIGN_INTERRUPT::equals).isPresent() && !spent;
        spent = true;
        return now;
    }

    boolean forgetsHistory() {
        return fault.filter(Faults.RunFault.NO_HISTORY::equals).isPresent();
    }

    /** What is told of the files that a node wrote. */
    Optional<ObjectNode> told(ObjectNode ui) {
        return switch (fault.orElse(Faults.RunFault.ERROR)) {
            case NO_OUTPUTS -> Optional.empty();
            case TRAVERSING_NAMES -> {
                ui.path("images").forEach(image -> ((ObjectNode) image).put("filename", "../../../evil.png")
                        .put("subfolder", "../../.."));
                yield Optional.of(ui);
            }
            case HOSTILE_NAMES -> {
                ArrayNode images = ui.putArray("images");
                HOSTILE.forEach((name, folder) -> images.add(Folders.entry(name, folder, "output")));
                yield Optional.of(ui);
            }
            case DUPLICATE_NAMES -> {
                ArrayNode images = (ArrayNode) ui.path("images");
                List.copyOf(images.values()).forEach((JsonNode image) -> images.add(image.deepCopy()));
                yield Optional.of(ui);
            }
            case ERROR, OUT_OF_MEMORY, LONG_ERROR, DISK_FULL, FOREIGN_INTERRUPT, NO_HISTORY -> Optional.of(ui);
        };
    }

    private static List<String> traceback(int frames) {
        return IntStream.range(0, frames).mapToObj(i -> "  File \"comfy/ldm/modules/attention.py\", line " + (300 + i)
                + ", in forward\n    k = self.to_k(context)  # <script>alert(1)</script>\n").toList();
    }
}
