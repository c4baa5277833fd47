package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.edge.client.TrustedProxies;
import dev.starling.edge.record.ClipRecord;
import dev.starling.edge.record.SessionRecord;
import dev.starling.edge.record.Telemetry;
import dev.starling.swarm.steer.PolicySettings;
import dev.starling.swarm.steer.Reward;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an edge records, over real sockets. */
class RecordsTest {
    private static final String SESSION = "0000000000000000000001";

    @TempDir
    private Path folder;

    private final Kept kept = new Kept(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>());

    /** Telemetry in memory. */
    private record Kept(BlockingQueue<ClipRecord> clips, BlockingQueue<SessionRecord> sessions) implements Telemetry {
        @Override
        public void add(ClipRecord clip) {
            clips.add(clip);
        }

        @Override
        public void add(SessionRecord session) {
            sessions.add(session);
        }

        @Override
        public Counts counts() {
            return new Counts(clips.size(), 7);
        }

        ClipRecord nextClip() throws InterruptedException {
            return clips.poll(20, TimeUnit.SECONDS);
        }

        SessionRecord nextSession() throws InterruptedException {
            return sessions.poll(20, TimeUnit.SECONDS);
        }
    }

    private EdgeServer start() throws IOException {
        new GeneratedPackage(3, 100_000, 1).write(folder.resolve("t"));
        return LocalEdge.start(
                folder, EdgeSettings.DEFAULT.withTelemetry(kept).withProxies(TrustedProxies.parse("127.0.0.1,::1")));
    }

    private static void play(EdgeServer edge, String session, int clip, String address) throws IOException {
        RawClient.Answer answer = RawClient.once(
                edge.port(),
                "GET /titles/t/sessions/" + session + "/swarm/" + clip
                        + ".m4s?CMCD=bl%3D4000 HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: " + address
                        + "\r\nConnection: close\r\n\r\n");
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void aClipIsRecordedWithItsStateItsOfferAndItsReward() throws Exception {
        try (EdgeServer edge = start()) {
            play(edge, SESSION, 0, "192.0.2.1");
            ClipRecord first = kept.nextClip();
            assertThat(first.title()).isEqualTo("t");
            assertThat(first.titleLines()).isEqualTo(1080);
            assertThat(first.report().decision().clusters()).allSatisfy(offered -> {
                assertThat(offered.bytes()).isPositive();
                assertThat(offered.vmaf()).isBetween(0.0, 100.0);
            });
            double budget = first.report().decision().clusters().stream()
                    .mapToDouble(it -> it.bytes() * it.weight())
                    .sum();
            assertThat((double) first.report().decision().budgetBytes().orElseThrow())
                    .isCloseTo(budget, within(0.51));
            Reward start = first.reward().orElseThrow();
            double vmaf =
                    first.report().progress().actual().orElseThrow().quality().vmaf();
            PolicySettings settings = PolicySettings.DEFAULT;
            assertThat(start.quality()).isCloseTo(settings.prices().quality() * vmaf, within(1e-9));
            assertThat(start.change()).isZero();
            assertThat(start.waiting())
                    .isCloseTo(
                            settings.prices().waiting().startUpSecond()
                                    * first.timing().startUpSeconds().orElseThrow(),
                            within(1e-9));
            kept.nextSession();

            play(edge, SESSION, 1, "192.0.2.1");
            ClipRecord second = kept.nextClip();
            assertThat(second.timing().startUpSeconds()).isEmpty();
            assertThat(second.timing().lateSeconds()).hasValue(0);
            assertThat(second.report().decision().network().lastVmaf()).hasValue(vmaf);
            assertThat(second.reward().orElseThrow().waiting()).isZero();
            SessionRecord session = kept.nextSession();
            assertThat(session.totals().clips()).isEqualTo(2);
            assertThat(session.totals().reward().orElseThrow())
                    .isCloseTo((start.total() + second.reward().orElseThrow().total()) / 2, within(1e-9));

            String event = "e=ps,sta=e,bsa=(2),ts=1,sid=\"" + SESSION + "\",v=2";
            RawClient.once(
                    edge.port(),
                    "POST /cmcd HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " + event.length()
                            + "\r\n\r\n" + event);
            assertThat(kept.nextSession().playback().stalls()).hasValue(2);
            assertThat(RawClient.get(edge.port(), "/metrics").body())
                    .contains("starling_telemetry_written_total 0.0")
                    .contains("starling_telemetry_lost_total 7.0");
        }
    }

    @Test
    void aViewerIsNamedWithoutBeingTold() throws Exception {
        try (EdgeServer edge = start()) {
            play(edge, SESSION, 0, "192.0.2.1");
            play(edge, "0000000000000000000002", 0, "192.0.2.1");
            play(edge, "0000000000000000000003", 0, "192.0.2.2");
            ClipRecord first = kept.nextClip();
            ClipRecord sameAddress = kept.nextClip();
            ClipRecord other = kept.nextClip();
            assertThat(first.viewer().address())
                    .matches("[0-9a-f]{20}")
                    .isEqualTo(sameAddress.viewer().address())
                    .isNotEqualTo(other.viewer().address());
            assertThat(first.viewer().session())
                    .matches("[0-9a-f]{20}")
                    .isNotEqualTo(sameAddress.viewer().session());
        }
    }

    @Test
    void aRewardHasTheTermsOfThePolicy() {
        PolicySettings settings = PolicySettings.DEFAULT;
        Reward rise = Reward.of(settings, 90, OptionalDouble.of(80), new Reward.Waited(OptionalDouble.empty(), 0.5), 2);
        assertThat(rise.change()).isCloseTo(settings.prices().change().rise() * 10, within(1e-9));
        assertThat(rise.waiting()).isCloseTo(settings.prices().waiting().stallSecond() / 2, within(1e-9));
        assertThat(rise.splice()).isEqualTo(2 * settings.prices().splice());
        Reward fall = Reward.of(settings, 80, OptionalDouble.of(90), new Reward.Waited(OptionalDouble.empty(), 0), 0);
        assertThat(fall.change()).isCloseTo(settings.prices().change().fall() * 10, within(1e-9));
        assertThat(fall.total()).isCloseTo(fall.quality() + fall.change(), within(1e-9));
    }
}
