package dev.starling.h264;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.AnnexB;
import dev.starling.h264.nal.LengthPrefixed;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.slice.SliceData;
import dev.starling.h264.slice.SliceReader;
import dev.starling.h264.slice.SliceWriter;
import dev.starling.h264.syntax.AvcDecoderConfigurationRecord;
import dev.starling.h264.syntax.ParameterSets;
import dev.starling.h264.syntax.PictureParameterSet;
import dev.starling.h264.syntax.SequenceParameterSet;
import dev.starling.h264.syntax.SliceHeader;
import dev.starling.h264.syntax.SliceType;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any input gives a value that is written back unchanged, or the declared exception. The build runs this on
 * {@link FuzzCorpus}; {@code docs/h264.md} tells how to search for more.
 */
class SyntaxFuzzTest {
    private static final ParameterSets CAVLC = FuzzCorpus.parameterSets("cavlc");
    private static final ParameterSets CABAC = FuzzCorpus.parameterSets("cabac");
    private static final ParameterSets MBAFF = FuzzCorpus.parameterSets("cabac-mbaff");

    private final SliceData data = new SliceData();
    private final SliceReader reader = new SliceReader(data);
    private final SliceWriter writer = new SliceWriter(data);

    @MethodSource("dev.starling.h264.FuzzCorpus#byteStreams")
    @FuzzTest(maxDuration = "5m")
    void annexB(byte[] input) {
        orDeclared(() -> assertThat(AnnexB.read(input).toByteArray()).isEqualTo(input));
    }

    @MethodSource("dev.starling.h264.FuzzCorpus#samples")
    @FuzzTest(maxDuration = "5m")
    void lengthPrefixed(byte[] input) {
        for (int lengthSize : new int[] {1, 2, 4}) {
            orDeclared(() -> assertThat(
                            LengthPrefixed.write(LengthPrefixed.read(input, 0, input.length, lengthSize), lengthSize))
                    .isEqualTo(input));
            orDeclared(() -> assertThat(LengthPrefixed.positions(ByteBuffer.wrap(input), lengthSize))
                    .hasSameSizeAs(LengthPrefixed.read(input, 0, input.length, lengthSize)));
        }
    }

    @MethodSource("dev.starling.h264.FuzzCorpus#slices")
    @FuzzTest(maxDuration = "5m")
    void emulationPrevention(byte[] input) {
        orDeclared(() -> {
            NalUnit unit = new NalUnit(input, 0, input.length);
            assertThat(NalUnit.ofRbsp(unit.nalRefIdc(), unit.type(), unit.rbsp()))
                    .isEqualTo(unit);
        });
    }

    @MethodSource("dev.starling.h264.FuzzCorpus#sequenceParameterSets")
    @FuzzTest(maxDuration = "5m")
    void sequenceParameterSet(byte[] input) {
        orDeclared(() -> assertThat(SequenceParameterSet.read(input).toRbsp()).isEqualTo(input));
    }

    @MethodSource("dev.starling.h264.FuzzCorpus#pictureParameterSets")
    @FuzzTest(maxDuration = "5m")
    void pictureParameterSet(byte[] input) {
        orDeclared(() ->
                assertThat(PictureParameterSet.read(input, CABAC::sps).toRbsp()).isEqualTo(input));
    }

    @MethodSource("dev.starling.h264.FuzzCorpus#decoderConfigurations")
    @FuzzTest(maxDuration = "5m")
    void avcDecoderConfigurationRecord(byte[] input) {
        orDeclared(() -> assertThat(AvcDecoderConfigurationRecord.read(input).toByteArray())
                .isEqualTo(input));
    }

    @MethodSource("dev.starling.h264.FuzzCorpus#slices")
    @FuzzTest(maxDuration = "5m")
    void sliceType(byte[] input) {
        orDeclared(() -> assertThat(SliceType.of(NalUnit.of(input))).isNotNull());
    }

    @MethodSource("dev.starling.h264.FuzzCorpus#slices")
    @FuzzTest(maxDuration = "5m")
    void sliceHeader(byte[] input) {
        for (ParameterSets parameterSets : new ParameterSets[] {CAVLC, CABAC, MBAFF}) {
            orDeclared(() -> assertThat(SliceHeader.read(new NalUnit(input, 0, input.length), parameterSets))
                    .isNotNull());
        }
    }

    @MethodSource("dev.starling.h264.FuzzCorpus#slices")
    @FuzzTest(maxDuration = "5m")
    void sliceData(byte[] input) {
        NalUnit unit = new NalUnit(input, 0, input.length);
        for (ParameterSets parameterSets : new ParameterSets[] {CAVLC, CABAC, MBAFF}) {
            orDeclared(() -> {
                reader.read(unit, parameterSets);
                assertThat(writer.write()).isEqualTo(unit);
            });
        }
    }

    @MethodSource("dev.starling.h264.FuzzCorpus#byteStreams")
    @FuzzTest(maxDuration = "5m")
    void inspection(byte[] input) {
        orDeclared(() -> assertThat(Inspection.of(input))
                .allSatisfy(unit -> assertThat(unit.offset() + unit.bytes()).isLessThanOrEqualTo(input.length)));
    }

    @MethodSource("dev.starling.h264.FuzzCorpus#byteStreams")
    @FuzzTest(maxDuration = "5m")
    void identity(byte[] input) {
        orDeclared(
                () -> assertThat(new Identity().check(input).firstDifference()).isEmpty());
    }

    /** Allows the declared exception instead of the result. */
    private static void orDeclared(Runnable check) {
        try {
            check.run();
        } catch (H264Exception e) {
            assertThat(e.syntaxElement()).isNotEmpty();
            assertThat(e.bitPosition()).isNotNegative();
        }
    }
}
