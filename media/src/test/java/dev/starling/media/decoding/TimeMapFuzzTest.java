package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.starling.media.decoding.PacketStamp.Access;
import dev.starling.media.decoding.PacketStamp.Medium;
import dev.starling.media.decoding.PacketStamp.Way;
import dev.starling.media.decoding.TimeMapper.Clock;
import dev.starling.media.decoding.TimeMapper.Ending;
import dev.starling.media.decoding.TimeMapper.Losses;
import dev.starling.media.decoding.TimeMapper.Stamps;
import dev.starling.media.decoding.TimeMapper.Streams;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any stamps give a map, the same every time. The build runs this on random stamps. */
class TimeMapFuzzTest {
    private static final int RECORD_BYTES = 12;
    private static final int STREAMS = 4;

    static Stream<byte[]> stamps() {
        return new SplittableRandom(1).longs(12).mapToObj(seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] bytes = new byte[random.nextInt(0, 300) * RECORD_BYTES];
            random.nextBytes(bytes);
            return bytes;
        });
    }

    @MethodSource("stamps")
    @FuzzTest(maxDuration = "5m")
    void anyStampsGiveOneMap(byte[] input) {
        List<PacketStamp> stamps = read(input);
        for (Stamps meaning : Stamps.values()) {
            for (Losses losses : Losses.values()) {
                for (long period : new long[] {0, 1L << 33}) {
                    givesOneMap(new Clock(period, meaning, Streams.CHANGING, losses), stamps);
                }
            }
        }
    }

    private static void givesOneMap(Clock clock, List<PacketStamp> stamps) {
        TimeMap map = map(clock, stamps);
        assertThat(map(clock, stamps)).isEqualTo(map);
        map.shifts().values().forEach(shifts -> {
            for (int i = 1; i < shifts.size(); i++) {
                assertThat(shifts.get(i).firstPacket())
                        .isGreaterThan(shifts.get(i - 1).firstPacket());
            }
        });
    }

    private static TimeMap map(Clock clock, List<PacketStamp> stamps) {
        TimeMapper mapper = new TimeMapper(clock, _ -> "");
        stamps.forEach(mapper::add);
        TimeMap map = mapper.finish(Ending.UNKNOWN);
        for (int stream = 0; stream < STREAMS; stream++) {
            assertThat(mapper.missing(stream)).isNotNegative();
            assertThat(mapper.peakRate(stream).orElse(1)).isPositive();
        }
        return map;
    }

    /** Each record is a byte of stream and access, three of duration and way, and a stamp of 64 bits. */
    private static List<PacketStamp> read(byte[] input) {
        ByteBuffer in = ByteBuffer.wrap(input);
        List<PacketStamp> stamps = new ArrayList<>();
        Way[] ways = Way.values();
        while (in.remaining() >= RECORD_BYTES) {
            int head = in.getInt();
            int stream = (head >>> 24) % STREAMS;
            long time = in.getLong();
            stamps.add(new PacketStamp(
                    stream,
                    stream % 2 == 0 ? Medium.PICTURES : Medium.SOUND,
                    head < 0 ? Access.KEY : Access.OTHER,
                    stamps.size(),
                    time,
                    time + head % 10_000,
                    head & 0xffffff,
                    ways[(head >>> 8 & 0xff) % ways.length]));
        }
        return stamps;
    }
}
