package orchestrator.comfyui;

import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoOptions;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CatalogueJsonTest {

    @Test
    void a_catalogue_that_was_passed_on_is_the_same() {
        try (DemoComfy comfy = DemoComfy.start(DemoOptions.fast())) {
            Catalogue told = new ComfyClient(comfy.address(), ComfyClient.http(), ComfyTimeouts.USUAL).catalogue();
            assertTrue(told.classes().size() > 10);
            assertEquals(told, Catalogue.parse(told.json()));
        }
    }

    @Test
    void every_kind_of_input_is_passed_on() {
        Catalogue told = Catalogue.parse("""
                                         {"A": {"input": {"required": {"c": [["x", "y"], {"default": "y"}],
                                           "u": [["p.png"], {"image_upload": true}],
                                           "n": ["INT", {"min": 0, "max": 18446744073709551615, "step": 1}],
                                           "f": ["FLOAT", {"default": 0.5}], "t": ["STRING", {"multiline": true}],
                                           "m": ["MODEL,CLIP"], "d": ["COMFY_DYNAMICCOMBO_V3", {}]},
                                           "optional": {"b": ["BOOLEAN", {"default": true}]}},
                                           "output": ["IMAGE"], "output_node": true}}
                                         """.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertEquals(told, Catalogue.parse(told.json()));
    }
}
