package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.PlanName;
import dev.starling.swarm.title.BlendGroupId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever path a client requests, it leads nowhere or to a route that has this path; a plan in it has this name. The
 * build runs this on the seeds; {@code docs/http-api.md} tells how to search for more.
 */
class PlanUrlFuzzTest {
    private static final String BASE = "/titles/t/editions/0a/groups/720p/3/";
    private static final int ACCESS_UNITS = 90;

    static Stream<byte[]> paths() {
        return Stream.of(
                        BASE + "a.m4s",
                        BASE + "a~30~b~60~T12.m4s",
                        BASE + "R0.2~a~b~45~b.m4s",
                        BASE + "Q9000~a.m4s",
                        BASE + "Q99999999999999999999~a.m4s",
                        BASE + "a~-1~b.m4s",
                        BASE + "a~30~T1e999.m4s",
                        BASE + "a~30~TNaN.m4s",
                        BASE + "R99999~a~b.m4s",
                        BASE + "T12.m4s",
                        BASE + "~~~.m4s",
                        BASE.replace("/3/", "/4294967296/") + "a.m4s",
                        "/titles/%E9/editions//groups/%2f/0/%00.m4s",
                        "/titles/t/iframes/0.m3u8",
                        "//%",
                        "")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("paths")
    @FuzzTest(maxDuration = "5m")
    void path(byte[] input) {
        Optional<Route> route = Route.of(new String(input, StandardCharsets.ISO_8859_1));
        route.ifPresent(it -> assertThat(Route.of(it.path())).contains(it));
        if (route.isPresent() && route.get() instanceof Route.Plan plan) {
            plan(plan.name().plan());
        }
    }

    @MethodSource("paths")
    @FuzzTest(maxDuration = "5m")
    void name(byte[] input) {
        plan(new String(input, StandardCharsets.UTF_8).replace(BASE, "").replace(".m4s", ""));
    }

    private static void plan(String name) {
        Optional<BlendPlan> plan = PlanName.read(name, new BlendGroupId("720p"), ACCESS_UNITS);
        plan.ifPresent(it -> {
            assertThat(PlanName.of(it)).isEqualTo(name);
            assertThat(it.accessUnits()).isEqualTo(ACCESS_UNITS);
        });
    }
}
