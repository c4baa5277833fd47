package dev.starling.app.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.app.browser.Chromium.Seen;
import dev.starling.app.browser.Chromium.Stall;
import dev.starling.swarm.pack.Title;
import java.net.URI;

/**
 * What "plays" means here: the player comes to the end; the decoder gave exactly as many pictures as the title has (a
 * picture that could not be decoded would be missing from that count); no error was raised; playing never stopped for want
 * of data. What is not asserted: that every picture was also put on the screen in time, and that the decoder never fell
 * behind. Chromium decodes and draws in software here, on two cores that other work shares, and drops what comes too late.
 */
final class Played {
    private Played() {}

    static URI at(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    static void whole(Seen seen, Title title) {
        assertThat(seen.errors()).isEmpty();
        assertThat(seen.problem()).isEmpty();
        assertThat(seen.failed()).isEmpty();
        assertThat(seen.pageMediaErrors()).isZero();
        assertThat(seen.console()).noneMatch(line -> line.startsWith("page error"));
        assertThat(seen.ended()).isTrue();
        double seconds = (double) title.durationTicks() / Title.TIMESCALE;
        assertThat(seen.duration()).isCloseTo(seconds, within(0.1));
        assertThat(seen.time()).isCloseTo(seconds, within(0.1));
        assertThat((long) seen.framesDecoded()).isEqualTo(title.frameCount());
        assertThat((long) seen.framesShown()).isBetween(title.frameCount() / 4, title.frameCount());
        assertThat(seen.audioBytes() > 0).isEqualTo(title.audio().isPresent());
    }

    static void withoutStarving(Seen seen) {
        assertThat(seen.stalls()).noneMatch(Stall::forWantOfData);
        assertThat(seen.pageStarvations()).isZero();
    }
}
