package dev.starling.edge.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A media segment read back (ISO/IEC 14496-12): the samples of all its chunks.
 *
 * @param samples in decoding order
 * @param chunks how many there are
 */
public record Fragments(List<Sample> samples, int chunks) {
    /** A sample with absolute times. */
    public record Sample(
            long decodingTicks, long presentationTicks, int durationTicks, boolean sync, ByteBuffer data) {}

    /** Reads a segment, and checks all that has one right value only. */
    public static Fragments read(byte[] segment) {
        ByteBuffer in = ByteBuffer.wrap(segment);
        List<Sample> samples = new ArrayList<>();
        int chunks = 0;
        assertThat(type(in)).isEqualTo("styp");
        in.position(in.getInt(0));
        while (in.hasRemaining()) {
            int moofAt = in.position();
            assertThat(type(in)).isEqualTo("moof");
            int moofBytes = in.getInt(moofAt);
            ByteBuffer moof = in.slice(moofAt, moofBytes);
            chunks++;
            assertThat(moof.getInt(find(moof, "mfhd") + 4)).isEqualTo(chunks);
            samples.addAll(samples(moof, segment, moofAt));
            in.position(moofAt + moofBytes);
            assertThat(type(in)).isEqualTo("mdat");
            in.position(in.position() + in.getInt(in.position()));
        }
        return new Fragments(List.copyOf(samples), chunks);
    }

    private static List<Sample> samples(ByteBuffer moof, byte[] segment, int moofAt) {
        ByteBuffer trun = moof.duplicate().position(find(moof, "trun"));
        assertThat(trun.getInt()).as("version 1, all fields").isEqualTo(0x01000F01);
        int count = trun.getInt();
        int dataAt = moofAt + trun.getInt();
        assertThat(dataAt).as("data offset").isEqualTo(moofAt + moof.limit() + 8);
        long decoding = moof.getLong(find(moof, "tfdt") + 4);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int duration = trun.getInt();
            int bytes = trun.getInt();
            boolean sync = (trun.getInt() & 0x00010000) == 0;
            int offset = trun.getInt();
            ByteBuffer data = ByteBuffer.wrap(Arrays.copyOfRange(segment, dataAt, dataAt + bytes));
            samples.add(new Sample(decoding, decoding + offset, duration, sync, data));
            decoding += duration;
            dataAt += bytes;
        }
        return samples;
    }

    /** The concatenated sample data. */
    public byte[] media() {
        ByteArrayOutputStream media = new ByteArrayOutputStream();
        samples.forEach(sample -> media.writeBytes(sample.data().array()));
        return media.toByteArray();
    }

    private static String type(ByteBuffer box) {
        byte[] type = new byte[4];
        box.get(box.position() + 4, type);
        return new String(type, StandardCharsets.ISO_8859_1);
    }

    /** Where the body of a box inside of moof or traf begins. */
    private static int find(ByteBuffer moof, String wanted) {
        int at = 8;
        while (at < moof.limit()) {
            ByteBuffer box = moof.duplicate().position(at);
            if (type(box).equals(wanted)) {
                return at + 8;
            }
            at += type(box).equals("traf") ? 8 : moof.getInt(at);
        }
        throw new AssertionError("no " + wanted);
    }
}
