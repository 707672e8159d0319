package orchestrator.canvas;

import orchestrator.file.SafePath;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;

class NamesTest {

    @TempDir
    private Path output;
    private Names names;

    @BeforeEach
    void start() {
        names = new Names(SafePath.below(output));
    }

    @Test
    void numbers_go_on_after_the_highest_there_is() throws Exception {
        put("flux_00041.webp", "FLUX_00042.Png", "fluxdev_00099.png", "flux_00050_.png", "flux_x.png", "flux_00077");
        assertEquals("flux_00043.png", next("flux"));
        assertEquals("flux_00044.png", next("flux"));
        put("flux_00100.jpg");
        assertEquals("flux_00101.png", next("flux"), "others go on too");
    }

    @Test
    void six_digits_follow_on_five() throws Exception {
        put("sd15_99999.png");
        assertEquals("sd15_100000.png", next("sd15"));
    }

    @Test
    void a_date_or_a_huge_number_of_others_does_not_carry_ours_away() throws Exception {
        put("flux_20240101123456.png", "flux_999999999999999999999.png", "flux_00003.png");
        assertEquals("flux_00004.png", next("flux"));
        put("flux_999999.png", "flux_1000000.png");
        assertEquals("flux_1000001.png", next("flux"), "and nothing is given twice");
        start();
        assertEquals("flux_1000001.png", next("flux"));
    }

    @Test
    void a_name_given_before_a_restart_is_not_given_again() {
        String before = names.next("sdxl", "png", "Posters");
        start();
        names.claim(before);
        names.claim("no number.png");
        assertEquals("Posters/sdxl_00002.png", names.next("sdxl", "png", "Posters"));
        assertEquals("posters/SDXL_00003.png", names.next("SDXL", "png", "posters"), "whatever the case");
    }

    @Test
    void each_folder_counts_for_itself() throws Exception {
        put("flux_00007.png");
        assertEquals("a/flux_00001.png", names.next("flux", "png", "a"));
        assertEquals("flux_00008.png", next("flux"));
    }

    private String next(String word) {
        return names.next(word, "png", "");
    }

    private void put(String... files) throws IOException {
        for (String file : files) {
            Files.createFile(output.resolve(file));
        }
    }
}
