package orchestrator.workflow;

import orchestrator.models.Card;
import orchestrator.models.Family;
import orchestrator.models.Kind;
import orchestrator.models.ModelFile;
import orchestrator.models.Trait;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What each family offers, and how those made for few steps differ. */
class FamilyProfileTest {

    @ParameterizedTest
    @CsvSource({"SD15, x, , 30, 7, 512", "SD15, x, LCM, 6, 1.5, 512", "SD2, v2-1_768-ema, , 30, 7, 768",
            "SD2, 512-base-ema, , 30, 7, 512", "SD2, sd_turbo, TURBO, 1, 1, 512", "SDXL, x, , 30, 7, 1024",
            "SDXL, x, TURBO, 6, 2, 1024", "SDXL, sd_xl_turbo_1.0, TURBO, 1, 1, 512",
            "SDXL, x, LIGHTNING, 6, 1, 1024", "SDXL, x_8steps, LIGHTNING, 8, 1, 1024", "SDXL, x, HYPER, 8, 1, 1024",
            "SD35, x, , 28, 4.5, 1024", "SD35, x, TURBO, 4, 1.2, 1024", "FLUX, x, , 20, 1, 1024",
            "FLUX, x, SCHNELL, 4, 1, 1024", "FLUX, x, TURBO, 8, 1, 1024"})
    void each_has_its_own_habits(Family family, String name, Trait trait, int steps, double cfg, int side) {
        FamilyProfile profile = profile(model(family, name, trait, Card.EMPTY));
        assertEquals(List.of(steps, cfg, side), List.of(profile.sampling().steps(), profile.sampling().cfg(), profile
                .size().width()));
    }

    @ParameterizedTest
    @CsvSource({"SD15,", "SD2,", "SDXL,", "SDXL, LIGHTNING", "SDXL, TURBO", "SD35,", "SD35, TURBO", "FLUX,",
            "FLUX, SCHNELL", "FLUX, INPAINT"})
    void what_it_does_by_itself_lies_within_what_it_offers(Family family, Trait trait) {
        FamilyProfile profile = profile(model(family, "x", trait, Card.EMPTY));
        Map<String, Range> ranges = profile.ranges();
        assertTrue(ranges.get("steps").holds(profile.sampling().steps()), ranges.toString());
        assertEquals(profile.takes("cfg"), ranges.containsKey("cfg"));
        assertEquals(profile.takes("guidance"), ranges.containsKey("guidance"));
        assertTrue(!profile.takes("cfg") || ranges.get("cfg").holds(profile.sampling().cfg()), ranges.toString());
        assertTrue(!profile.takes("guidance") || ranges.get("guidance").holds(profile.sampling().guidance().get()),
                ranges.toString());
        profile.sizes().forEach(size -> assertEquals(0, (size.width() | size.height()) % profile.multiple()));
    }

    @Test
    void flux_says_of_each_field_it_has_no_use_for_why() {
        assertEquals(Map.of("negativePrompt", "flux-no-negative", "cfg", "flux-no-cfg", "clipSkip", "no-clip-skip"),
                profile(model(Family.FLUX, "x", null, Card.EMPTY)).without());
        assertEquals("schnell-no-guidance", profile(model(Family.FLUX, "x", Trait.SCHNELL, Card.EMPTY)).without()
                .get("guidance"));
    }

    @Test
    void the_size_a_file_says_it_was_trained_at_comes_first() {
        Card told = new Card(Optional.empty(), List.of(), Optional.of(new Card.Resolution(768, 768)), Optional.empty());
        assertEquals(List.of(new Size(768, 768), new Size(512, 512)),
                profile(model(Family.SD15, "x", null, told)).sizes().subList(0, 2));
        Card odd = new Card(Optional.empty(), List.of(), Optional.of(new Card.Resolution(1001, 1001)),
                Optional.empty());
        assertEquals(new Size(1024, 1024), profile(model(Family.FLUX, "x", null, odd)).size());
    }

    private static FamilyProfile profile(ModelFile model) {
        return FamilyProfile.of(model).orElseThrow();
    }

    private static ModelFile model(Family family, String name, Trait trait, Card card) {
        return new ModelFile("checkpoints/" + name + ".safetensors", Kind.CHECKPOINT, family, false, 1,
                trait == null ? Set.of() : Set.of(trait), Set.of(), card, Map.of(), Optional.empty());
    }
}
