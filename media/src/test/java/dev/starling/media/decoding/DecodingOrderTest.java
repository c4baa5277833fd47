package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.media.decoding.MappedTrack.Packet;
import dev.starling.media.decoding.PacketStamp.Access;
import dev.starling.media.decoding.PacketStamp.Medium;
import dev.starling.media.decoding.PacketStamp.Way;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Presentation times in the order of decoding; a star is a key picture, a slash comes before another decoding time, or
 * nothing if there is none.
 */
class DecodingOrderTest {
    private static final long PICTURE = 3600;

    private static Packet packet(String text, long number) {
        boolean key = text.startsWith("*");
        String[] times = text.substring(key ? 1 : 0).split("/", -1);
        long presentation = Long.parseLong(times[0]) * PICTURE;
        String own = times.length == 1 ? times[0] : times[1];
        long decoding = own.isEmpty() ? PacketStamp.MISSING : Long.parseLong(own) * PICTURE;
        Access access = key ? Access.KEY : Access.OTHER;
        return new Packet(
                new PacketStamp(0, Medium.PICTURES, access, number, decoding, presentation, PICTURE, Way.CLEAR),
                number);
    }

    /** The decoding times of packets after their restoration; a slash is none. */
    static String decodingTimes(String stamps, BiFunction<Packet, List<Packet>, Packet> restored) {
        List<Packet> packets = new ArrayList<>();
        Arrays.stream(stamps.split(" ", -1)).forEach(it -> packets.add(packet(it, packets.size())));
        StringJoiner times = new StringJoiner(" ");
        for (int i = 0; i < packets.size(); i++) {
            Packet next = restored.apply(packets.get(i), packets.subList(i + 1, packets.size()));
            assertThat(next.stamp().presentationTime())
                    .isEqualTo(packets.get(i).stamp().presentationTime());
            times.add(next.hasTime() ? Long.toString(next.stamp().decodingTime() / PICTURE) : "/");
        }
        return times.toString();
    }

    @ParameterizedTest
    @CsvSource({
        // Nothing is reordered, or FFmpeg knows the decoding times.
        "*0 1 2 3 4,                       0 1 2 3 4",
        "*0/-1 2/0 1 4/2 3,                -1 0 1 2 3",
        // Of MP4, some offsets are negative.
        "*0 4/1 2 1/3 3/4 8/5 6 5/7 7/8,   0 1 2 3 4 5 6 7 8",
        "*0 3/0 1 2 6/2 4/3 5/4,           0 0 1 2 2 3 4",
        // It repeats the presentation times.
        "*0 3 1 2 6 4 5,                   0 1 2 3 4 5 6",
        "*0 4 2 1 3 *5 9 7 6 8,            0 1 2 3 4 5 6 7 8 9",
        // It does not know those of the first pictures.
        "*0 3 1/0 2/1 6/2 4/3 5/4,         0 1 2 3 4 5 6",
        "*0/ 3/ 1/0 2/1 6/2 4/3 5/4,       -2 -1 0 1 2 3 4",
        "*0/ 3/ 1 2 6 4 5,                 0 1 2 3 4 5 6",
        // Pictures are far from each other.
        "*0/ 90/ 45/0 180/45 135/90,       -2 -1 0 45 90",
        // The next recording starts before the first one ended, or far from it.
        "*0 3 1 2 *0 3 1 2,                0 1 2 3 0 1 2 3",
        "*1000 1003 1001 1002 9000 9002 9001, 1000 1001 1002 1003 9000 9001 9002",
        "*1000 1003 1001 1002 0 2 1,       1000 1001 1002 1003 0 1 2",
        // It mixes them with those from before the join.
        "*0 3 1 2 6/5 4 5,                 0 1 2 3 4 5 6",
        // A stamp that is far ahead moves no other.
        "*0 2 1 7000 5 3 4,                0 1 2 7000 3 4 5"
    })
    void eachPictureHasThePresentationTimeOfItsPlace(String stamps, String expected) {
        assertThat(decodingTimes(stamps, new DecodingOrder()::restored)).isEqualTo(expected);
    }

    /** Its length is not known. */
    @Test
    void aPictureWithoutADurationIsNotGivenATime() {
        PacketStamp stamp = new PacketStamp(0, Medium.PICTURES, Access.KEY, 0, PacketStamp.MISSING, 0, 0, Way.CLEAR);
        Packet first = new Packet(stamp, 0);
        assertThat(new DecodingOrder().restored(first, List.of(packet("2/0", 1))))
                .isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({"40, 25", "17, 300"})
    void longRecordingsAreOrderedToTheirEnds(int groups, int length) {
        StringBuilder stamps = new StringBuilder("*0");
        for (int group = 0; group < groups; group++) {
            for (int i = 0; i < length; i++) {
                long start = 3L * (group * length + i);
                stamps.append(" %d %d %d".formatted(start + 3, start + 1, start + 2));
            }
        }
        assertThat(decodingTimes(stamps.toString(), new DecodingOrder()::restored))
                .isEqualTo(LongStream.rangeClosed(0, 3L * groups * length)
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining(" ")));
    }
}
