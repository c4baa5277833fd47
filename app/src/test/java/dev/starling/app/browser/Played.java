package dev.starling.app.browser;

import static org.assertj.core.api.Assertions.within;

import dev.starling.app.browser.Chromium.Seen;
import dev.starling.app.browser.Chromium.Stall;
import dev.starling.swarm.title.Title;
import java.net.URI;
import java.util.function.Consumer;
import org.assertj.core.api.SoftAssertions;

/**
 * The meaning of "plays" in these tests: the player reaches the end, the decoder returns exactly as many pictures as
 * the title has (a picture that cannot be decoded would be missing), there is no error, and playback never stops for
 * want of data. Not asserted: that every picture is shown in time, and that the decoder keeps up. Chromium decodes and
 * draws in software here, on two shared cores, and drops late pictures.
 */
final class Played {
    private Played() {}

    static URI at(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    static void whole(Seen seen, Title title) {
        check(seen, claims -> {
            claims.assertThat(seen.errors()).as("errors of the player").isEmpty();
            claims.assertThat(seen.problem()).as("error message on the page").isEmpty();
            claims.assertThat(seen.failed()).as("failed requests").isEmpty();
            claims.assertThat(seen.pageMediaErrors())
                    .as("media errors of hls.js")
                    .isZero();
            claims.assertThat(seen.console()).as("console").noneMatch(line -> line.startsWith("page error"));
            claims.assertThat(seen.ended()).as("came to the end").isTrue();
            double seconds = (double) title.durationTicks() / Title.TIMESCALE;
            claims.assertThat(seen.duration()).as("duration").isCloseTo(seconds, within(0.1));
            claims.assertThat(seen.time()).as("where it ended").isCloseTo(seconds, within(0.1));
            claims.assertThat((long) seen.framesDecoded())
                    .as("pictures decoded")
                    .isEqualTo(title.frameCount());
            claims.assertThat((long) seen.framesShown())
                    .as("pictures shown")
                    .isBetween(title.frameCount() / 4, title.frameCount());
            claims.assertThat(seen.audioBytes() > 0)
                    .as("sound decoded")
                    .isEqualTo(!title.audio().isEmpty());
        });
    }

    static void withoutStarving(Seen seen) {
        check(seen, claims -> {
            claims.assertThat(seen.stalls()).as("stalls").noneMatch(Stall::forWantOfData);
            claims.assertThat(seen.pageStarvations())
                    .as("starvations as the page counts them")
                    .isZero();
        });
    }

    /**
     * The title is no longer than its manifest announces: dash.js takes the announced end for the end, and stops if
     * anything is left.
     */
    static void withinItsAnnouncedDuration(Seen seen) {
        check(
                seen,
                claims -> claims.assertThat(seen.duration())
                        .as("duration")
                        .isLessThanOrEqualTo(seen.announcedDuration()));
    }

    /** Reports all failed claims, and everything that the browser saw: a failure on CI cannot be debugged locally. */
    private static void check(Seen seen, Consumer<SoftAssertions> claims) {
        SoftAssertions softly = new SoftAssertions();
        claims.accept(softly);
        if (!softly.wasSuccess()) {
            softly.fail("What the browser saw: " + seen.output());
        }
        softly.assertAll();
    }
}
