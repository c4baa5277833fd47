package dev.starling.edge.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.client.Cmcd;
import dev.starling.edge.client.MalformedCmcdException;
import dev.starling.edge.limits.Rate;
import dev.starling.swarm.steer.BufferModel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private Instant now = Instant.EPOCH;
    private final InstantSource clock = () -> now;
    private final Rate any = new Rate(Integer.MAX_VALUE);
    private final Sessions sessions = new Sessions(clock, new SplittableRandom(1), any);

    @Test
    void aSessionIsForgottenWhenItWasIdleAndItsIdGoesOnWorking() {
        Session session = sessions.create(any);
        now = now.plus(Sessions.MAX_IDLE);
        assertThat(sessions.find(session.id())).containsSame(session);
        now = now.plus(Sessions.MAX_IDLE).plusSeconds(1);
        assertThat(sessions.find(session.id())).isEmpty();
        assertThat(session.ended()).isTrue();
        Session anew = sessions.resume(session.id(), any);
        assertThat(anew.id()).isEqualTo(session.id());
        assertThat(anew).isNotSameAs(session);
    }

    @Test
    void theirNumberIsBoundedAndTheLeastRecentlyUsedGoesFirst() {
        Session first = sessions.create(any);
        Session second = sessions.create(any);
        for (int i = 2; i < Sessions.MAX_SESSIONS; i++) {
            sessions.create(any);
        }
        assertThat(sessions.count()).isEqualTo(Sessions.MAX_SESSIONS);
        assertThat(sessions.find(first.id())).isPresent();
        sessions.create(any);
        assertThat(sessions.count()).isEqualTo(Sessions.MAX_SESSIONS);
        assertThat(sessions.find(second.id())).isEmpty();
        assertThat(sessions.find(first.id())).isPresent();
    }

    @Test
    void whoOnlyLooksAtASessionDoesNotUseIt() {
        Session watched = sessions.create(any);
        Session left = sessions.create(any);
        now = now.plus(Sessions.ACTIVE).plusSeconds(1);
        assertThat(sessions.look(left.id())).containsSame(left);
        assertThat(sessions.active()).isZero();
        assertThat(sessions.find(watched.id())).containsSame(watched);
        assertThat(sessions.look(left.id())).containsSame(left);
        assertThat(sessions.active()).isEqualTo(1);
        now = now.plus(Sessions.MAX_IDLE);
        assertThat(sessions.look(left.id())).isEmpty();
        assertThat(sessions.look(watched.id())).containsSame(watched);
    }

    @Test
    void idsHaveTheirFormAndDiffer() {
        SessionId id = sessions.create(any).id();
        assertThat(SessionId.of(id.value())).contains(id);
        assertThat(sessions.create(any).id()).isNotEqualTo(id);
        assertThat(SessionId.of(id.value() + "A")).isEmpty();
        assertThat(SessionId.of("../../../../../../../.")).isEmpty();
    }

    @Test
    void onlyItsOwnIdOpensASession() {
        Session session = sessions.forManifest(Optional.empty(), any);
        assertThat(sessions.forManifest(Optional.empty(), any)).isNotSameAs(session);
        assertThat(sessions.forManifest(Optional.of(session.id()), any)).isSameAs(session);
    }

    @Test
    void theFirstClipsDeadlineIsTheViewersPatience() throws MalformedCmcdException {
        Session session = sessions.create(any);
        assertThat(session.deadline(Cmcd.NONE, now)).contains(now.plusSeconds(2));
        assertThat(session.deadline(Cmcd.parse("bl=0,su"), now)).contains(now.plusSeconds(2));
        assertThat(session.deadline(Cmcd.parse("dl=5000"), now)).contains(now.plusSeconds(5));
    }

    @Test
    void whatAPlayerMeasuredCountsOnlyOnceItHasReceivedMedia() throws MalformedCmcdException {
        Session session = sessions.create(any);
        session.tell(Cmcd.parse("mtp=500,bl=0"), now);
        assertThat(session.network(now).bitsPerSecond()).isEmpty();
        session.tell(Cmcd.parse("mtp=500,bl=4000"), now);
        assertThat(session.network(now).bitsPerSecond()).hasValue(500_000);
        assertThat(session.network(now).buffer()).contains(Duration.ofSeconds(4));
        assertThat(session.network(now.plusSeconds(3)).buffer()).contains(Duration.ofSeconds(1));
        assertThat(session.network(now.plusSeconds(9)).buffer()).contains(Duration.ZERO);
    }

    @Test
    void aBufferThatNobodyTellsOfIsWhatWasSentLessWhatWasPlayed() {
        BufferModel model = new BufferModel();
        assertThat(model.buffer(0, now)).isEmpty();
        model.sent(0, Duration.ofSeconds(2), now);
        model.sent(1, Duration.ofSeconds(2), now.plusSeconds(1));
        assertThat(model.buffer(2, now.plusSeconds(1))).contains(Duration.ofSeconds(3));
        assertThat(model.buffer(2, now.plusSeconds(9))).contains(Duration.ZERO);
        assertThat(model.buffer(7, now.plusSeconds(1))).as("after a seek").isEmpty();
        model.sent(2, Duration.ofSeconds(2), now.plusSeconds(9));
        assertThat(model.buffer(3, now.plusSeconds(9))).as("after a stall").contains(Duration.ofSeconds(2));
    }

    @Test
    void aListenerThatDoesNotKeepUpMissesTheOldest() throws InterruptedException {
        Feed feed = new Feed();
        try (Feed.Listener listener = feed.listen().orElseThrow()) {
            for (int i = 0; i < 100; i++) {
                feed.tell(new Event("clip", i));
            }
            assertThat(listener.next(Duration.ZERO)).contains(new Event("clip", 36));
        }
        assertThat(feed.hasListeners()).isFalse();
    }

    @Test
    void noMoreThanSomeListen() {
        Session session = sessions.create(any);
        for (int i = 0; i < 16; i++) {
            assertThat(session.listen()).isPresent();
        }
        assertThat(session.listen()).isEmpty();
    }
}
