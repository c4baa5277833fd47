package dev.starling.edge.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CmsdTest {
    @Test
    void staticDataIsOfTheObject() {
        assertThat(Cmsd.staticData(Cmsd.ObjectType.VIDEO, 3_141_592, Duration.ofMillis(2_002)))
                .isEqualTo("br=3142,d=2002,ot=v,st=v,v=1");
        assertThat(Cmsd.staticData(Cmsd.ObjectType.INIT)).isEqualTo("ot=i,st=v,v=1");
    }

    @Test
    void dynamicDataIsOfTheDeliveryAndAbsentWhereNothingIsKnown() {
        assertThat(Cmsd.dynamicData(OptionalDouble.of(8_000_000), Optional.of(Duration.ofMillis(42))))
                .contains("\"starling\";etp=8000;rtt=42");
        assertThat(Cmsd.dynamicData(OptionalDouble.empty(), Optional.of(Duration.ofMillis(42))))
                .contains("\"starling\";rtt=42");
        assertThat(Cmsd.dynamicData(OptionalDouble.empty(), Optional.empty())).isEmpty();
    }
}
