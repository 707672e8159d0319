package orchestrator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Keeps {@code src/test/faults.md} true. */
@Timeout(120)
class FaultTableTest {

    private static final Path TESTS = Path.of("src/test");
    private static final Pattern NAMED = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final List<String> ROWS = List.of(("Q1 Q2 Q3 Q4 Q5 Q6 Q7 Q8 Q9 Q10 Q11 Q12 Q13"
            + " Q14 Q15 Q16 Q17 Q18 Q19 Q20 C1 C2 C3 C4 C5 C6 C7 C8 C9 C10 C11 C12 C13 C14 C15 C16"
            + " C17 C18 C19 C20 C21 C22 C23 C24 C25 C26 C27 C28 D8 K1 K2 K3 S2 S3 S4"
            + " A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14 A15 A16 A17 A19 D1 D2 D3 D4 D5 D6 D7 D10 S1 S5 V1 V2 V5"
            + " N2 N3 N4 N8 N10 L4 F20 X1 X2 X3 X4 X5 X6 X7 X8 X9 X10"
            + " U1 U2 U3 U4 U5 U6 U7 U8 U9 U10 U11 U12 U14")
            .split(" "));

    @Test
    void every_row_names_a_test() throws IOException {
        List<String> lines = Files.readAllLines(TESTS.resolve("faults.md"));
        for (String row : ROWS) {
            List<String> found = lines.stream().filter(line -> line.startsWith("| " + row + " |")).toList();
            assertEquals(1, found.size(), row);
            assertTrue(NAMED.matcher(found.getFirst()).find(), row + " names no test");
        }
    }

    @Test
    void every_test_that_is_named_exists() throws IOException {
        List<String> missing = new ArrayList<>();
        for (MatchResult named : NAMED.matcher(Files.readString(TESTS.resolve("faults.md"))).results().toList()) {
            if (sources(named.group(1)).noneMatch(source -> source.contains("void " + named.group(2) + "("))) {
                missing.add(named.group());
            }
        }
        assertEquals(List.of(), missing);
    }

    // Two rooms may have a test of the same name.
    private static Stream<String> sources(String test) throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(TESTS)) {
            for (Path file : files.filter(path -> path.endsWith(test + ".java")).toList()) {
                sources.add(Files.readString(file));
            }
        }
        return sources.stream();
    }
}
