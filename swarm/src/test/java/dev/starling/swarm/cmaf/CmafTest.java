package dev.starling.swarm.cmaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.swarm.cmaf.ChunkHeader.Sample;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.title.IdrPicture;
import dev.starling.swarm.title.ParameterSetPair;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Reads the written boxes with an independent reader. */
class CmafTest {
    private static final ParameterSetPair PARAMETER_SETS = ParameterSetPair.of(
            HexFormat.of().parseHex("6764001facd9405005bb"), HexFormat.of().parseHex("68ebe3cb22c0"));
    private static final Set<String> CONTAINERS =
            Set.of("moov", "trak", "edts", "mdia", "minf", "dinf", "stbl", "mvex", "moof", "traf");

    /** One line per box: its path, its size, and the content of a box without children. */
    private static String dump(byte[] boxes) {
        StringBuilder out = new StringBuilder();
        dump(ByteBuffer.wrap(boxes), "", out);
        return out.toString();
    }

    private static void dump(ByteBuffer in, String path, StringBuilder out) {
        while (in.hasRemaining()) {
            int size = in.getInt();
            byte[] type = new byte[4];
            in.get(type);
            String name = path + new String(type, StandardCharsets.US_ASCII);
            ByteBuffer body = in.slice(in.position(), Math.min(size - 8, in.remaining()));
            in.position(in.position() + body.remaining());
            out.append(name).append(' ').append(size);
            if (CONTAINERS.contains(new String(type, StandardCharsets.US_ASCII))) {
                out.append('\n');
                dump(body, name + "/", out);
            } else {
                byte[] bytes = new byte[body.remaining()];
                body.get(bytes);
                out.append(' ').append(HexFormat.of().formatHex(bytes)).append('\n');
            }
        }
    }

    @Test
    void aVideoHeaderNamesSizeAndParameterSets() {
        String dump = dump(InitSegment.video(
                new PictureSize(1280, 720), PARAMETER_SETS, InitSegment.ParameterSetPlace.SAMPLE_ENTRY, 90_000));
        assertThat(dump.lines().map(line -> line.replaceAll(" .*", "")))
                .containsExactly(
                        "ftyp",
                        "moov",
                        "moov/mvhd",
                        "moov/trak",
                        "moov/trak/tkhd",
                        "moov/trak/mdia",
                        "moov/trak/mdia/mdhd",
                        "moov/trak/mdia/hdlr",
                        "moov/trak/mdia/minf",
                        "moov/trak/mdia/minf/vmhd",
                        "moov/trak/mdia/minf/dinf",
                        "moov/trak/mdia/minf/dinf/dref",
                        "moov/trak/mdia/minf/stbl",
                        "moov/trak/mdia/minf/stbl/stsd",
                        "moov/trak/mdia/minf/stbl/stts",
                        "moov/trak/mdia/minf/stbl/stsc",
                        "moov/trak/mdia/minf/stbl/stsz",
                        "moov/trak/mdia/minf/stbl/stco",
                        "moov/mvex",
                        "moov/mvex/trex");
        assertThat(dump)
                .contains("mdhd 32 000000000000000000000000" + "00015f90" + "00000000" + "55c40000")
                .contains(HexFormat.of().formatHex("avc1".getBytes(StandardCharsets.US_ASCII)))
                .contains("050002d0")
                .contains("0164001fff" + "e1000a6764001facd9405005bb" + "01000668ebe3cb22c0" + "fdf8f800");
        assertThat(PARAMETER_SETS.profileLevel()).isEqualTo("64001F");
    }

    @Test
    void inBandParameterSetsAreLengthPrefixedAndTheTrackSaysSo() {
        assertThat(HexFormat.of().formatHex(PARAMETER_SETS.inBand()))
                .isEqualTo("0000000a6764001facd9405005bb" + "0000000668ebe3cb22c0");
        assertThat(dump(InitSegment.video(
                        new PictureSize(1280, 720), PARAMETER_SETS, InitSegment.ParameterSetPlace.IN_BAND, 90_000)))
                .contains(HexFormat.of().formatHex("avc3".getBytes(StandardCharsets.US_ASCII)));
    }

    private static final InitSegment.AudioFormat GERMAN = new InitSegment.AudioFormat(48_000, 2, "de-AT");

    @Test
    void anAudioHeaderTakesThePrimingAway() {
        String dump = dump(InitSegment.audio(HexFormat.of().parseHex("1190"), GERMAN, 1024));
        assertThat(dump)
                .contains("elst 28 00000000" + "00000001" + "00000000" + "00000400" + "00010000")
                .contains("05021190060102")
                // d, e and u, the letters of ISO 639-2/T, each in five bits from 1
                .contains("mdhd 32 000000000000000000000000" + "0000bb80" + "00000000" + "10b50000")
                .contains("bb800000");
        assertThat(dump(InitSegment.audio(HexFormat.of().parseHex("1190"), GERMAN, 0)))
                .doesNotContain("elst");
    }

    @Test
    void aChunkNamesEverySampleAndWhereItsDataStarts() {
        byte[] header = ChunkHeader.of(
                7,
                0x1_0000_0000L,
                List.of(Sample.sync(1000, 3600, 0), Sample.nonSync(20, 3600, 7200), Sample.nonSync(5, 3600, -3600)));
        assertThat(dump(header)).isEqualTo("""
                        moof 136
                        moof/mfhd 16 0000000000000007
                        moof/traf 112
                        moof/traf/tfhd 16 0002000000000001
                        moof/traf/tfdt 20 010000000000000100000000
                        moof/traf/trun 68 %s
                        mdat 1033\s
                        """.formatted("01000f01" + "00000003" + "00000090"
                + "00000e10" + "000003e8" + "02000000" + "00000000"
                + "00000e10" + "00000014" + "01010000" + "00001c20"
                + "00000e10" + "00000005" + "01010000" + "fffff1f0"));
    }

    @Test
    void whatIsNoParameterSetIsRefused() {
        assertThatThrownBy(() -> new ParameterSetPair("", "")).hasMessageContaining("parameter sets");
        assertThatThrownBy(() -> new ParameterSetPair("?", "?")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ParameterSetPair(
                        PARAMETER_SETS.pictureParameterSet(), PARAMETER_SETS.sequenceParameterSet()))
                .hasMessageContaining("parameter sets");
    }

    @Test
    void aHeaderIsAsLongAsItsNumberOfSamplesTells() {
        for (int samples : List.of(1, 2, 299)) {
            assertThat(ChunkHeader.of(1, 0, Collections.nCopies(samples, Sample.nonSync(5, 3600, 0))))
                    .hasSize(ChunkHeader.bytes(samples));
        }
    }

    @Test
    void everyIdrPictureIsAChunkOfItsOwn() {
        assertThat(IdrChunks.starts(List.of(0), 1)).containsExactly(0);
        assertThat(IdrChunks.starts(List.of(0), 3)).containsExactly(0, 1);
        assertThat(IdrChunks.starts(List.of(0, 1, 5, 6), 7)).containsExactly(0, 1, 2, 5, 6);
        assertThat(IdrChunks.starts(List.of(2), 4)).containsExactly(0, 2, 3);
    }

    @Test
    void theRangeOfAnIdrPictureIsThatOfItsChunk() {
        int sets = 20;
        int type = ChunkHeader.segmentType().length;
        List<IdrPicture> pictures = List.of(
                new IdrPicture(0, 0, 0, 1000), new IdrPicture(1, 40, 1000, 900), new IdrPicture(4, 80, 2100, 800));
        assertThat(IdrChunks.ranges(pictures, sets))
                .containsExactly(
                        new IdrChunks.Range(type, ChunkHeader.bytes(1) + sets + 1000),
                        new IdrChunks.Range(
                                type + ChunkHeader.bytes(1) + sets + 1000L, ChunkHeader.bytes(1) + sets + 900),
                        new IdrChunks.Range(
                                type + 2L * (ChunkHeader.bytes(1) + sets) + 1900 + ChunkHeader.bytes(2) + 200,
                                ChunkHeader.bytes(1) + sets + 800));
        assertThat(IdrChunks.ranges(List.of(new IdrPicture(2, 0, 300, 50)), 0))
                .containsExactly(new IdrChunks.Range(type + ChunkHeader.bytes(2) + 300L, ChunkHeader.bytes(1) + 50));
    }
}
