package dev.starling.farm.encode;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.farm.FarmException;
import dev.starling.media.decoding.DecodingDamage;
import org.junit.jupiter.api.Test;

class DamageLimitTest {
    private static final long SECOND = 90_000;

    /** 4 s of pictures are there, and so many are missing at the end. */
    private static PictureDamage missing(long pictures) {
        return new PictureDamage(
                new DecodingDamage(100, 0, 0, pictures), 0, 4 * SECOND, 4 * SECOND + pictures * SECOND / 25);
    }

    @Test
    void missingPicturesCountAmongThoseThatThereShouldBe() {
        assertThatThrownBy(() -> DamageLimit.USUAL.requireTolerable("title.ts", missing(150)))
                .isInstanceOf(FarmException.class)
                .hasMessageStartingWith("title.ts: 150 of 250 pictures are damaged so far, more than 2 %;");
        assertThatCode(() -> DamageLimit.ofPercent(60).requireTolerable("title.ts", missing(150)))
                .doesNotThrowAnyException();
    }

    @Test
    void aMissingEndFailsUnlessItIsAllowed() {
        assertThatThrownBy(() -> DamageLimit.USUAL.requireEnd("title.ts", missing(150)))
                .isInstanceOf(FarmException.class)
                .hasMessageStartingWith("title.ts: the pictures from 4.00 s to 10.00 s are missing");
        assertThatCode(() -> DamageLimit.ofPercent(60).requireEnd("title.ts", missing(150)))
                .doesNotThrowAnyException();
    }
}
