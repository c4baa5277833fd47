package dev.starling.app.browser;

import static org.assertj.core.api.Assertions.within;

import dev.starling.app.browser.Chromium.Seen;
import dev.starling.app.browser.Chromium.Stall;
import dev.starling.swarm.title.Title;
import java.net.URI;
import java.util.function.Consumer;
import org.assertj.core.api.SoftAssertions;

/**
 * What "plays" means here: the player comes to the end; the decoder gave exactly as many pictures as the title has (a
 * picture that could not be decoded would be missing from that count); no error was raised; playing never stopped for
 * want of data. What is not asserted: that every picture was also put on the screen in time, and that the decoder never
 * fell behind. Chromium decodes and draws in software here, on two cores that other work shares, and drops what comes
 * too late.
 */
final class Played {
    private Played() {}

    static URI at(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    static void whole(Seen seen, Title title) {
        check(seen, claims -> {
            claims.assertThat(seen.errors()).as("errors of the player").isEmpty();
            claims.assertThat(seen.problem())
                    .as("what the page told its viewer")
                    .isEmpty();
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
                    .isEqualTo(title.audio().isPresent());
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
     * No longer than its manifest says: dash.js takes the announced end for the end, and what is left for a reason to
     * stop.
     */
    static void withinItsAnnouncedDuration(Seen seen) {
        check(
                seen,
                claims -> claims.assertThat(seen.duration())
                        .as("duration")
                        .isLessThanOrEqualTo(seen.announcedDuration()));
    }

    /**
     * All claims that do not hold, and with them all that is known: the machine on which they failed may be far away.
     */
    private static void check(Seen seen, Consumer<SoftAssertions> claims) {
        SoftAssertions softly = new SoftAssertions();
        claims.accept(softly);
        if (!softly.wasSuccess()) {
            softly.fail("What the browser saw: " + seen.told());
        }
        softly.assertAll();
    }
}
