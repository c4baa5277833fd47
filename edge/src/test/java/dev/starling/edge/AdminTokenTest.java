package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import java.net.URI;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AdminTokenTest {
    private static RequestHeaders bearing(String secret) {
        return RequestHeaders.builder(HttpMethod.GET, "/")
                .set(HttpHeaderNames.AUTHORIZATION, "Bearer " + secret)
                .build();
    }

    @Test
    void aNewSecretOpensItsOwnTokenAndStandsInAUrlAsItIs() {
        RandomGenerator random = new SecureRandom();
        String secret = AdminToken.newSecret(random);
        String other = AdminToken.newSecret(random);
        assertThat(secret).isNotEqualTo(other).hasSize(32);
        assertThat(AdminToken.of(secret).opens(bearing(secret))).isTrue();
        assertThat(AdminToken.of(secret).opens(bearing(other))).isFalse();
        assertThat(URI.create("http://localhost/#token=" + secret).getRawFragment())
                .isEqualTo("token=" + secret);
    }

    @Test
    void aSecretThatCanBeGuessedIsRefusedWithoutRepeatingIt() {
        for (String bad : new String[] {"", "0123456789abcde", "0123456789 abcdef"}) {
            assertThatThrownBy(() -> AdminToken.of(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at least 16")
                    .hasMessageNotContaining("0123456789");
        }
    }
}
