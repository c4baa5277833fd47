package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.swarm.steer.BlendPlan.Span;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.RowBlend;
import dev.starling.swarm.title.Tail;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanNameTest {
    private static final BlendGroupId GROUP = new BlendGroupId("g");
    private static final ClusterId A = new ClusterId("a-1.2_b");
    private static final ClusterId B = new ClusterId("b");

    static Stream<Arguments> plans() {
        return Stream.of(
                Arguments.of("b", List.of(Span.of(B, 0, 100))),
                Arguments.of("a-1.2_b~30~b", List.of(Span.of(A, 0, 30), Span.of(B, 30, 100))),
                Arguments.of(
                        "a-1.2_b~30~b~60~T12",
                        List.of(
                                Span.of(A, 0, 30),
                                Span.of(B, 30, 60),
                                new Span(new BlendPlan.OfTail(new Tail(B, 60, 12)), 60, 100))),
                Arguments.of(
                        "b~1~T0.5~99~a-1.2_b",
                        List.of(
                                Span.of(B, 0, 1),
                                new Span(new BlendPlan.OfTail(new Tail(B, 1, 0.5)), 1, 99),
                                Span.of(A, 99, 100))),
                Arguments.of(
                        "a-1.2_b~30~R0.2.11~a-1.2_b~b~60~b",
                        List.of(
                                Span.of(A, 0, 30),
                                new Span(
                                        new BlendPlan.OfRows(new RowBlend(A, B, new TreeSet<>(List.of(0, 2, 11)))),
                                        30,
                                        60),
                                Span.of(B, 60, 100))),
                Arguments.of(
                        "Q9000~b",
                        List.of(new Span(new BlendPlan.Requantised(new BlendPlan.OfMember(B), 9_000), 0, 100))));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void aPlanIsReadFromItsName(String name, List<Span> spans) {
        BlendPlan plan = new BlendPlan(GROUP, spans);
        assertThat(PlanName.of(plan)).isEqualTo(name);
        assertThat(PlanName.read(name, GROUP, 100)).contains(plan);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "~",
                "b~",
                "b~30",
                "b~30~",
                "b~030~a",
                "b~+30~a",
                "b~0~a",
                "b~100~a",
                "b~-1~a",
                "b~30~b",
                "T12",
                "b~30~T",
                "b~30~T12.0",
                "b~30~T1e1",
                "b~30~TNaN",
                "b~30~T-1",
                "b~30~T99",
                "b~60~a~30~b",
                "b~30~a~",
                "b~9999999999~a",
                "B",
                "b/..",
                "R~a~b",
                "R0~a",
                "R0~a~a",
                "R2.0~a~b",
                "R0.0~a~b",
                "R00~a~b",
                "R-1~a~b",
                "R32~a~b",
                "R0.~a~b",
                "R0~a~b~30",
                "Q~a",
                "Q0~a",
                "Q-5~a",
                "Q1e3~a",
                "Q99999999999999999999~a",
                "Q9000",
                "Q9000~T12",
                "Q9000~R0~a~b"
            })
    void otherTextIsNoPlan(String name) {
        assertThat(PlanName.read(name, GROUP, 100)).isEmpty();
    }
}
