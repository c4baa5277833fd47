package dev.starling.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rooms of the house are tied together as ARCHITECTURE.md draws them: by each arrow drawn, and by no other. */
class ArchitectureTest {
    private static final Path ROOT =
            Path.of(System.getProperty("starling.root", "..")).normalize();
    private static final Pattern DRAWING = Pattern.compile("```mermaid\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern ARROWS = Pattern.compile("^ *(\\S+) --> (.+)$", Pattern.MULTILINE);
    /** Called for every macroblock or sample: a record for their arguments would cost an allocation or a copy there. */
    private static final Pattern INNER_LOOPS =
            Pattern.compile("dev\\.starling\\.(h264\\.(slice|motion)\\..*|quality\\.\\w+Kernels.*)");

    private static final int MAX_ARGUMENTS_OF_ONE_TYPE = 4;
    private static final String OURS = "dev.starling.";
    /** What reads and writes headers; the rest of the engine edits slices. */
    private static final Pattern HEADERS = Pattern.compile("h264\\.(bits|nal|syntax)(\\..*)?");

    private static JavaClasses classes;

    private record Arrow(String from, String to) implements Comparable<Arrow> {
        @Override
        public int compareTo(Arrow other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return from + " --> " + to;
        }
    }

    @BeforeAll
    static void readAllModules() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            List<Path> outputs = modules.map(it -> it.resolve("target/classes/dev/starling"))
                    .filter(Files::isDirectory)
                    .toList();
            classes = new ClassFileImporter().importPaths(outputs);
        }
    }

    /** The room of a class: a module, or a package of {@code swarm}, or one of the two halves of {@code h264}. */
    private static Optional<String> room(JavaClass type) {
        String name = type.getPackageName() + ".";
        if (!name.startsWith(OURS)) {
            return Optional.empty();
        }
        String[] parts = name.substring(OURS.length()).split("\\.");
        return switch (parts[0]) {
            case "app", "benchmarks", "testkit" -> Optional.empty();
            case "swarm" -> Optional.of("swarm." + parts[1]);
            case "farm" -> Optional.of(parts.length > 1 && parts[1].equals("spark") ? "farm-spark" : "farm");
            case "h264" ->
                Optional.of(HEADERS.matcher(String.join(".", parts)).matches() ? "h264.syntax" : "h264.edit");
            default -> Optional.of(parts[0]);
        };
    }

    private static NavigableSet<Arrow> inTheCode() {
        NavigableSet<Arrow> arrows = new TreeSet<>();
        for (JavaClass from : classes) {
            for (var dependency : from.getDirectDependenciesFromSelf()) {
                room(from)
                        .flatMap(it -> room(dependency.getTargetClass()).map(to -> new Arrow(it, to)))
                        .filter(it -> !it.from().equals(it.to()))
                        .ifPresent(arrows::add);
            }
        }
        return arrows;
    }

    private static NavigableSet<Arrow> drawn() throws IOException {
        String drawing = DRAWING.matcher(Files.readString(ROOT.resolve("ARCHITECTURE.md")))
                .results()
                .map(it -> it.group(1))
                .collect(Collectors.joining());
        return ARROWS.matcher(drawing)
                .results()
                .flatMap(ArchitectureTest::arrows)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Arrow> arrows(MatchResult line) {
        return Arrays.stream(line.group(2).split(" & ")).map(to -> new Arrow(line.group(1), to.strip()));
    }

    @Test
    void theCodeHasTheArrowsThatAreDrawnAndNoOther() throws IOException {
        assumeTrue(
                Files.isDirectory(ROOT.resolve("farm-spark/target/classes")),
                "farm-spark is not built: build all modules to check the arrows");
        assertThat(inTheCode()).isEqualTo(drawn());
    }

    @Test
    void noArrowRunsUpward() throws IOException {
        NavigableSet<Arrow> left = drawn();
        Deque<Arrow> removable = new ArrayDeque<>();
        do {
            removable.clear();
            left.stream()
                    .filter(arrow -> left.stream().noneMatch(it -> it.from().equals(arrow.to())))
                    .forEach(removable::add);
            left.removeAll(removable);
        } while (!removable.isEmpty());
        assertThat(left).as("arrows of circles").isEmpty();
    }

    @Test
    void nobodyStandsOnTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.starling.app..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.starling.app..")
                .check(classes);
    }

    @Test
    void onlyTheFloorOfMediaLoadsFfmpeg() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.starling.libav..", "dev.starling.media..", "dev.starling.film..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco..")
                .check(classes);
    }

    @Test
    void enginesUseTheJdkAlone() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.starling.h264..", "dev.starling.quality..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "java..", "jdk..", "org.jspecify..", "dev.starling.h264..", "dev.starling.quality..")
                .check(classes);
    }

    /** One class reads a file that ships beside it. */
    @Test
    void theDomainIsPure() {
        noClasses()
                .that()
                .resideInAPackage("dev.starling.swarm..")
                .and()
                .resideOutsideOfPackage("dev.starling.swarm.pack..")
                .and()
                .doNotHaveFullyQualifiedName("dev.starling.swarm.steer.ShippedPolicy")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..", "java.net..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread")
                .check(classes);
    }

    @Test
    void steeringReadsNoClock() {
        noClasses()
                .that()
                .resideInAPackage("dev.starling.swarm.steer..")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.time.InstantSource.class)
                .check(classes);
    }

    @Test
    void nothingTakesMoreThanFourArgumentsOfOneType() {
        List<String> many = classes.stream()
                .filter(type -> !INNER_LOOPS.matcher(type.getFullName()).matches())
                .flatMap(type -> type.getCodeUnits().stream())
                .filter(it -> !it.getModifiers().contains(JavaModifier.SYNTHETIC))
                .filter(it -> !it.getName().startsWith("lambda$"))
                .filter(it -> mostArgumentsOfOneType(it) > MAX_ARGUMENTS_OF_ONE_TYPE)
                .map(JavaCodeUnit::getFullName)
                .sorted()
                .toList();
        assertThat(many).isEmpty();
    }

    private static long mostArgumentsOfOneType(JavaCodeUnit unit) {
        // The compiler gives the constructor of an enum the constant's name and ordinal as well.
        int hidden = unit.isConstructor() && unit.getOwner().isEnum() ? 2 : 0;
        return unit.getParameterTypes().stream()
                .skip(hidden)
                .collect(groupingBy(JavaType::getName, counting()))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }
}
