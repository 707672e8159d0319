package orchestrator;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Who may know whom. The rooms, and what each is for, are told in their package-info. */
class ArchitectureTest {

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("orchestrator");
    private static final JavaClasses WRONG = new ClassFileImporter().importClasses(Wrong.class, Wrong.JobManager.class,
            Wrong.Opens.class, Wrong.Threads.class, Wrong.Now.class);

    /** What each room may use of ours, beside itself. */
    private static final Map<String, List<String>> MAY_USE = new TreeMap<>(Map.ofEntries(
            Map.entry("job", List.of()),
            Map.entry("file", List.of()),
            Map.entry("comfyui", List.of()),
            Map.entry("demo", List.of()),
            Map.entry("event", List.of("job")),
            Map.entry("settings", List.of("file")),
            Map.entry("queue", List.of("job", "event", "file")),
            Map.entry("models", List.of("file", "event")),
            Map.entry("workflow", List.of("job", "models", "comfyui")),
            Map.entry("canvas", List.of("job", "event", "file")),
            Map.entry("engine", List.of("job", "event", "comfyui")),
            Map.entry("worker", List.of("job", "event", "file", "queue", "models", "workflow", "comfyui", "canvas",
                    "engine", "settings")),
            Map.entry("crew", List.of("job", "event", "file", "queue", "models", "comfyui", "canvas", "engine")),
            Map.entry("remote", List.of("job", "event", "file", "queue", "models", "comfyui", "canvas", "engine",
                    "worker")),
            Map.entry("web", List.of("job", "event", "file", "queue", "models", "workflow", "canvas", "engine",
                    "settings", "comfyui", "crew"))));

    @TestFactory
    Stream<DynamicTest> each_room_uses_only_what_it_may() {
        return MAY_USE.entrySet().stream().map(room -> DynamicTest.dynamicTest(room.getKey(), () -> {
            List<String> allowed = new ArrayList<>(room.getValue());
            allowed.add(room.getKey());
            noClasses().that().resideInAPackage("orchestrator." + room.getKey() + "..").should()
                    .dependOnClassesThat(oursOutside(allowed)).check(MAIN);
        }));
    }

    @Test
    void rooms_form_no_circle() {
        slices().matching("orchestrator.(*)..").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void every_room_is_in_the_table() {
        classes().that().resideInAPackage("orchestrator.*..").should().resideInAnyPackage(
                MAY_USE.keySet().stream().map(room -> "orchestrator." + room + "..").toArray(String[]::new))
                .check(MAIN);
    }

    @Test
    void javalin_and_jte_stay_in_web_and_demo() {
        ArchRule rule = noClasses().that().resideOutsideOfPackages("orchestrator.web..", "orchestrator.demo..")
                .should().dependOnClassesThat(resideInAnyPackage("io.javalin..", "gg.jte..", "jakarta.servlet..",
                        "org.eclipse.jetty.."));
        rule.check(MAIN);
        assertThrows(AssertionError.class, () -> rule.check(WRONG));
    }

    @Test
    void only_the_file_room_opens_files_for_writing() {
        ArchRule rule = noClasses().that(areOutside("orchestrator.file", "orchestrator.demo", "orchestrator.Logs"))
                .should().callMethodWhere(writesAFile());
        rule.check(MAIN);
        assertThrows(AssertionError.class, () -> rule.check(WRONG));
    }

    @Test
    void threads_begin_only_where_they_are_expected() {
        ArchRule rule = noClasses().that(areOutside("orchestrator.App", "orchestrator.Watches", "orchestrator.Main",
                "orchestrator.event", "orchestrator.worker", "orchestrator.crew", "orchestrator.remote",
                "orchestrator.canvas", "orchestrator.models",
                "orchestrator.demo", "orchestrator.comfyui", "orchestrator.web.EventStream")).should()
                .callMethodWhere(startsAThread());
        rule.check(MAIN);
        assertThrows(AssertionError.class, () -> rule.check(WRONG));
    }

    @Test
    void nobody_asks_the_wall_clock_directly() {
        ArchRule rule = noClasses().that(areOutside("orchestrator.Main")).should().callMethod(Instant.class, "now")
                .orShould().callMethod(java.time.LocalDateTime.class, "now")
                .orShould().callMethod(System.class, "currentTimeMillis");
        rule.check(MAIN);
        assertThrows(AssertionError.class, () -> rule.check(WRONG));
    }

    @Test
    void no_class_is_called_by_a_word_that_says_nothing() {
        ArchRule rule = noClasses().should().haveSimpleNameEndingWith("Manager")
                .orShould().haveSimpleNameEndingWith("Helper").orShould().haveSimpleNameEndingWith("Util")
                .orShould().haveSimpleNameEndingWith("Utils").orShould().haveSimpleNameEndingWith("Impl")
                .orShould().haveSimpleNameEndingWith("Service");
        rule.check(MAIN);
        assertThrows(AssertionError.class, () -> rule.check(WRONG));
    }

    @Test
    void the_rule_about_rooms_can_fail() {
        ArchRule rule = noClasses().should().dependOnClassesThat(oursOutside(List.of("web")));
        assertThrows(AssertionError.class, () -> rule.check(WRONG));
    }

    private static DescribedPredicate<JavaClass> oursOutside(List<String> allowed) {
        return DescribedPredicate.describe("are ours and not of " + allowed, type -> {
            String name = type.getPackageName();
            return name.startsWith("orchestrator.") && allowed.stream().noneMatch(room -> name.equals("orchestrator."
                    + room) || name.startsWith("orchestrator." + room + "."));
        });
    }

    private static DescribedPredicate<JavaClass> areOutside(String... places) {
        return DescribedPredicate.describe("are outside of " + String.join(", ", places),
                type -> Stream.of(places).noneMatch(place -> type.getName().equals(place)
                        || type.getName().startsWith(place + ".") || type.getName().startsWith(place + "$")));
    }

    private static DescribedPredicate<JavaAccess<?>> writesAFile() {
        List<String> writers = List.of("write", "writeString", "newOutputStream", "newBufferedWriter", "move", "copy",
                "delete", "createFile");
        return DescribedPredicate.describe("writes a file", access -> {
            String owner = access.getTargetOwner().getName();
            return owner.equals("java.nio.file.Files") && writers.contains(access.getTarget().getName())
                    || owner.equals("java.io.FileOutputStream") || owner.equals("java.io.FileWriter");
        });
    }

    private static DescribedPredicate<JavaAccess<?>> startsAThread() {
        return DescribedPredicate.describe("starts a thread", access -> {
            String owner = access.getTargetOwner().getName();
            return owner.equals("java.lang.Thread") && List.of("ofVirtual", "ofPlatform", "startVirtualThread")
                    .contains(access.getTarget().getName()) || owner.equals("java.util.concurrent.Executors");
        });
    }

    /** Everything the rules forbid. */
    @SuppressWarnings("unused")
    private static final class Wrong {

        static final class JobManager {
            orchestrator.job.Job job;
            io.javalin.Javalin javalin;
        }

        static final class Opens {
            void write() throws java.io.IOException {
                java.nio.file.Files.writeString(java.nio.file.Path.of("x"), "x");
            }
        }

        static final class Threads {
            void start() {
                Thread.startVirtualThread(() -> {});
            }
        }

        static final class Now {
            Instant now() {
                return Instant.now();
            }
        }
    }
}
