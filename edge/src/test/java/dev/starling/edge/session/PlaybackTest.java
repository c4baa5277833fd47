package dev.starling.edge.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.client.Cmcd;
import dev.starling.edge.client.CmcdEvents;
import dev.starling.edge.client.MalformedCmcdException;
import dev.starling.edge.client.PlayerState;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlaybackTest {
    private final Playback playback = new Playback();

    private void events(String... lines) {
        CmcdEvents events = CmcdEvents.ofLines(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        assertThat(events.malformed()).isZero();
        events.valid().forEach(playback::event);
    }

    private void request(String payload) throws MalformedCmcdException {
        playback.request(Cmcd.parse(payload));
    }

    @Test
    void whatIsNotToldIsAbsent() {
        PlaybackReport report = playback.report();
        assertThat(report.stalls()).isEmpty();
        assertThat(report.stallSeconds()).isEmpty();
        assertThat(report.startSeconds()).isEmpty();
        assertThat(report.state()).isEmpty();
    }

    @Test
    void changesOfTheStateAreTimedByTheClientsClock() {
        events(
                "e=ps,sta=s,ts=1000,v=2",
                "e=ps,sta=p,ts=2500,v=2",
                "e=ps,sta=r,ts=9000,v=2",
                "e=ps,sta=p,ts=10200,v=2",
                "e=ps,sta=k,ts=20000,v=2",
                "e=ps,sta=p,ts=20900,v=2",
                "e=ps,sta=r,ts=30000,v=2",
                "e=ps,sta=f,ts=30300,v=2",
                "e=e,ec=(\"3016\" \"net\"),ts=30300,v=2");
        PlaybackReport report = playback.report();
        assertThat(report.startSeconds()).hasValue(1.5);
        assertThat(report.stalls()).hasValue(2);
        assertThat(report.stallSeconds()).hasValue(1.5);
        assertThat(report.state()).contains(PlayerState.FATAL_ERROR);
        assertThat(report.errors()).containsExactly("3016", "net");
        assertThat(report.events()).isEqualTo(9);
    }

    @Test
    void countsSinceTheSessionBeganReplaceOthers() {
        events(
                "e=t,bsa=(1;v 3;a),bsda=(700;v),dfa=12,msd=840,ts=1,v=2",
                "e=t,bsa=(2;v 3;a),bsda=(900;v),dfa=17,ts=2,v=2",
                "e=t,bs,bsd=(100 200),ts=3,v=2");
        PlaybackReport report = playback.report();
        assertThat(report.stalls()).hasValue(3);
        assertThat(report.stallSeconds()).hasValue(0.9);
        assertThat(report.droppedFrames()).hasValue(17);
        assertThat(report.startSeconds()).hasValue(0.84);
    }

    @Test
    void requestsAndEventsThatTellTheSameAreNotAdded() throws MalformedCmcdException {
        request("bs,bsd=(1200;v),v=2");
        events("e=rr,url=\"/x\",ttfb=40,bs,bsd=(1200;v),ts=5,v=2", "e=rr,url=\"/y\",ttfb=60,ts=6,v=2");
        assertThat(playback.report().stalls()).hasValue(1);
        assertThat(playback.report().stallSeconds()).hasValue(1.2);
        assertThat(playback.report().firstByteSeconds()).hasValue(0.05);
    }

    @Test
    void rebufferingBeforeTheFirstPictureAndOldReportsAreNoStalls() {
        // As dash.js 5.2.1 reports a start.
        events(
                "e=ps,sta=s,ts=1000,v=2",
                "e=ps,sta=r,ts=2000,v=2",
                "e=rr,url=\"/0.m4s\",sta=s,ts=1500,v=2",
                "e=rr,url=\"/1.m4s\",sta=r,ts=2100,v=2",
                "e=ps,sta=p,ts=2500,v=2",
                "e=rr,url=\"/2.m4s\",sta=r,ts=2300,v=2");
        assertThat(playback.report().state()).contains(PlayerState.PLAYING);
        assertThat(playback.report().stalls()).hasValue(0);
        assertThat(playback.report().stallSeconds()).hasValue(0);
        assertThat(playback.report().startSeconds()).hasValue(1.5);
    }

    @Test
    void aStallWithoutALengthHasNone() throws MalformedCmcdException {
        request("bl=3000");
        assertThat(playback.report().stallSeconds()).hasValue(0);
        request("bs");
        assertThat(playback.report().stalls()).hasValue(1);
        assertThat(playback.report().stallSeconds()).isEmpty();
    }

    @Test
    void aClockThatWasSetGivesNoTime() {
        events("e=ps,sta=s,ts=2,v=2", "e=ps,sta=p,ts=9999999999,v=2", "e=b,bg,ts=3,v=2");
        assertThat(playback.report().startSeconds()).isEmpty();
        assertThat(playback.report().backgrounded()).contains(true);
        events("e=t,ts=4,v=2");
        assertThat(playback.report().backgrounded()).contains(false);
    }
}
