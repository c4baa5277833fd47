package dev.starling.edge.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CmsdTest {
    @Test
    void staticDataIsOfTheObject() {
        Duration duration = Duration.ofMillis(2_002);
        assertThat(Cmsd.segmentData(ObjectType.VIDEO, 3_141_592, duration, Optional.of("8.m4s")))
                .isEqualTo("br=3142,d=2002,nor=\"8.m4s\",ot=v,st=v,v=1");
        assertThat(Cmsd.segmentData(ObjectType.VIDEO, 3_141_592, duration, Optional.empty()))
                .isEqualTo("br=3142,d=2002,ot=v,st=v,v=1");
        assertThat(Cmsd.manifestData("h")).isEqualTo("ot=m,sf=h,st=v,v=1");
        assertThat(Cmsd.staticData(ObjectType.INIT)).isEqualTo("ot=i,st=v,v=1");
    }

    @Test
    void dynamicDataIsOfTheDeliveryAndAbsentWhereNothingIsKnown() {
        Duration delay = Duration.ofMillis(3);
        assertThat(Cmsd.dynamicData(OptionalDouble.of(8_000_000), delay, Optional.of(Duration.ofMillis(42))))
                .isEqualTo("\"starling\";etp=8000;rd=3;rtt=42");
        assertThat(Cmsd.dynamicData(OptionalDouble.empty(), delay, Optional.empty()))
                .isEqualTo("\"starling\";rd=3");
    }
}
