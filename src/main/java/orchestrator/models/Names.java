package orchestrator.models;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Guesses from a name, for files of other hosts and for pickles. The file's own name counts before its folders. */
final class Names {

    private record Sign<T>(Pattern pattern, T means) {}

    private static final List<Sign<Family>> FAMILIES = List.of(
            sign("flux[-_. ]?2", Family.FLUX2),
            sign("flux|(^|[-_. ])schnell|(^|[-_. /])ae([-_. ]|$)|taef1", Family.FLUX),
            sign("chroma", Family.CHROMA),
            sign("sd[-_ ]?3[-_.]?5|diffusion[-_ ]?(v)?3[-_.]5", Family.SD35),
            sign("sd[-_ ]?3(?![0-9])|stable[-_ ]?diffusion[-_ ]?(v)?3|taesd3", Family.SD3),
            sign("(^|[^a-z])svd|stable[-_ ]?video", Family.SVD),
            sign("hunyuan", Family.HUNYUAN_VIDEO),
            sign("qwen", Family.QWEN_IMAGE),
            sign("(^|[^a-z])wan[-_. ]?[0-9x]", Family.WAN),
            sign("(^|[^a-z])ltx", Family.LTX_VIDEO),
            sign("lumina|z[-_]image", Family.LUMINA2),
            sign("sd[-_ ]?xl|xl([^a-z]|$)|pony|illustrious|noobai|animagine", Family.SDXL),
            sign("sd[-_ ]?v?2([^0-9]|$)|(^|[^a-z])v2[-_][01]|stable[-_ ]?diffusion[-_ ]?(v)?2|768[-_]v", Family.SD2),
            sign("sd[-_ ]?v?1([^0-9]|$)|sd[-_ ]?v?1[-_.]?[45]|(^|[^a-z])v1[-_.]?[45]|[-_ .]1[.][45]|diffusion[-_ ]?v?1|"
                    + "dreamshaper[-_]?[0-9]|realisticvisionv|vae-ft-mse", Family.SD15));

    private static final List<Sign<Trait>> TRAITS = List.of(
            sign("(?<![a-z])turbo", Trait.TURBO),
            sign("lightning", Trait.LIGHTNING),
            sign("(?<![a-z])hyper(?![a-z])|hyper-?sd", Trait.HYPER),
            sign("(?<![a-z])lcm(?![a-z])", Trait.LCM),
            sign("schnell", Trait.SCHNELL),
            sign("inpaint|(?<![a-z])fill(?![a-z])", Trait.INPAINT),
            sign("refiner", Trait.REFINER),
            sign("v[-_]?pred", Trait.V_PREDICTION),
            sign("fp8|e4m3|e5m2", Trait.FP8));

    private static final List<Sign<Part>> ENCODERS = List.of(
            sign("clip[-_]?l(?![a-z])|vit-l-14", Part.CLIP_L),
            sign("clip[-_]?g(?![a-z])|bigg", Part.CLIP_G),
            sign("clip[-_]?h(?![a-z])|vit-h-14", Part.CLIP_H),
            sign("t5[-_]?xxl|t5[-_]v1[-_]1[-_]xxl", Part.T5XXL));

    // Sizes of the usual half and full precision checkpoints, in bytes.
    private static final long SD2_FROM = 4_800_000_000L;
    private static final long SDXL_FROM = 6_000_000_000L;

    private Names() {
    }

    /** @param size bytes, 0 when it is not known */
    static Description guess(String path, Kind kind, long size) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        // A text encoder serves several families: the "xl" of a T5-XXL is no SDXL.
        Family family = kind == Kind.TEXT_ENCODER
                ? Family.UNKNOWN
                : family(name).or(() -> family(path)).or(() -> bySize(name, kind, size)).orElse(Family.UNKNOWN);
        return new Description(Optional.empty(), family, true, traits(name, kind), parts(kind, family, name),
                Card.EMPTY, Optional.empty());
    }

    /** What a name or a title says of how a model is used. A LoRA may be made for few steps, too. */
    static Set<Trait> traits(String name, Kind kind) {
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        signs(TRAITS, name.toLowerCase(Locale.ROOT)).forEach(traits::add);
        return switch (kind) {
            case CHECKPOINT, DIFFUSION_MODEL -> traits;
            case LORA -> {
                traits.retainAll(Trait.DISTILLED);
                yield traits;
            }
            case CONTROLNET, VAE, UPSCALER, TEXT_ENCODER, CLIP_VISION, EMBEDDING, STYLE_MODEL, OTHER -> Set.of();
        };
    }

    private static Optional<Family> family(String text) {
        return signs(FAMILIES, text.toLowerCase(Locale.ROOT)).findFirst()
                .or(() -> text.contains("XL") ? Optional.of(Family.SDXL) : Optional.empty());
    }

    // Pickled checkpoints are from the time before the others.
    private static Optional<Family> bySize(String name, Kind kind, long size) {
        if (kind != Kind.CHECKPOINT || !name.toLowerCase(Locale.ROOT).endsWith(".ckpt")) {
            return Optional.empty();
        }
        return Optional.of(size >= SDXL_FROM ? Family.SDXL : size >= SD2_FROM ? Family.SD2 : Family.SD15);
    }

    /** What a file of that name probably holds. */
    static Set<Part> parts(Kind kind, Family family, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return switch (kind) {
            case CHECKPOINT -> inCheckpoint(family, lower);
            case TEXT_ENCODER -> signs(ENCODERS, lower).findFirst().map(Set::of).orElse(Set.of());
            case VAE -> Set.of(Part.VAE);
            case CLIP_VISION -> Set.of(Part.CLIP_VISION);
            case DIFFUSION_MODEL, LORA, CONTROLNET, UPSCALER, EMBEDDING, STYLE_MODEL, OTHER -> Set.of();
        };
    }

    private static Set<Part> inCheckpoint(Family family, String name) {
        return switch (family) {
            case SD15 -> Set.of(Part.VAE, Part.CLIP_L);
            case SD2 -> Set.of(Part.VAE, Part.CLIP_H);
            case SDXL -> Set.of(Part.VAE, Part.CLIP_L, Part.CLIP_G);
            case SD3, SD35 -> name.contains("incl_clips") || name.contains("fp8_scaled")
                    ? Set.of(Part.VAE, Part.CLIP_L, Part.CLIP_G, Part.T5XXL)
                    : Set.of(Part.VAE);
            case FLUX -> Set.of(Part.VAE, Part.CLIP_L, Part.T5XXL);
            case SVD -> Set.of(Part.VAE, Part.CLIP_VISION);
            case FLUX2, CHROMA, WAN, QWEN_IMAGE, LUMINA2, HUNYUAN_VIDEO, LTX_VIDEO, UNKNOWN -> Set.of(Part.VAE);
        };
    }

    private static <T> Sign<T> sign(String pattern, T means) {
        return new Sign<>(Pattern.compile(pattern), means);
    }

    private static <T> Stream<T> signs(List<Sign<T>> signs, String text) {
        return signs.stream().filter(sign -> sign.pattern().matcher(text).find()).map(Sign::means);
    }
}
