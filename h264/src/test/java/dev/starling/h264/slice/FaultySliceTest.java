package dev.starling.h264.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.starling.h264.Identity;
import dev.starling.h264.SmallStreams;
import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.bits.H264Exception.Kind;
import dev.starling.h264.nal.AnnexB;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.syntax.ParameterSets;
import dev.starling.h264.syntax.SliceHeader;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FaultySliceTest {

    private final SliceData data = new SliceData();
    private final SliceReader reader = new SliceReader(data);
    private final SliceWriter writer = new SliceWriter(data);

    /**
     * With CAVLC, only the end of the data marks the end of a slice. So a prefix that ends between two macroblocks, and
     * whose last bits look like rbsp_trailing_bits(), is a valid, shorter slice.
     */
    @ParameterizedTest
    @MethodSource("dev.starling.h264.SmallStreams#names")
    void everyPrefixOfASliceIsTruncatedOrAShorterSlice(String name) {
        var parameterSets = new ParameterSets();
        int prefixes = 0;
        int shorterSlices = 0;
        for (var framed : AnnexB.read(SmallStreams.read(name)).units()) {
            NalUnit unit = framed.nalUnit();
            parameterSets.accept(unit);
            if (!unit.type().isSlice()) {
                continue;
            }
            reader.read(unit, parameterSets);
            int mbCount = data.mbCount();
            for (int length = 1; length < unit.length(); length++) {
                var prefix = new NalUnit(unit.data(), unit.from(), unit.from() + length);
                prefixes++;
                try {
                    reader.read(prefix, parameterSets);
                    assertThat(name).startsWith("cavlc");
                    assertThat(data.mbCount()).isLessThan(mbCount);
                    assertThat(writer.write()).isEqualTo(prefix);
                    shorterSlices++;
                } catch (H264Exception e) {
                    assertThat(e.kind())
                            .as("%s of %d bytes: %s", unit, length, e)
                            .isEqualTo(Kind.TRUNCATED);
                }
            }
        }
        assertThat(prefixes).isGreaterThan(100);
        assertThat(shorterSlices).isLessThan(prefixes / 10);
    }

    /**
     * Found by fuzzing: with a first byte of 255, codIOffset is 510 or 511, which 9.3.1.2 forbids, and decoding would
     * give data that no encoder can have written.
     */
    @Test
    void cabacDataThatBeginsOutsideTheRangeIsMalformed() {
        var parameterSets = new ParameterSets();
        int slices = 0;
        for (var framed : AnnexB.read(SmallStreams.read("cabac")).units()) {
            NalUnit unit = framed.nalUnit();
            parameterSets.accept(unit);
            if (!unit.type().isSlice()) {
                continue;
            }
            byte[] rbsp = unit.rbsp();
            var bits = new BitReader(rbsp, 0, rbsp.length);
            SliceHeader.read(bits, unit.header(), parameterSets);
            rbsp[(int) ((bits.bitPosition() + 7) / 8)] = (byte) 0xFF;
            var damaged = NalUnit.ofRbsp(unit.nalRefIdc(), unit.type(), rbsp);
            assertThatExceptionOfType(H264Exception.class)
                    .isThrownBy(() -> reader.read(damaged, parameterSets))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.MALFORMED))
                    .satisfies(e -> assertThat(e.syntaxElement()).isEqualTo("slice_data"));
            slices++;
        }
        assertThat(slices).isPositive();
    }

    /**
     * The model keeps every choice that the syntax leaves, so any data that can be read, even if it is meaningless, is
     * written back unchanged.
     */
    @ParameterizedTest
    @MethodSource("dev.starling.h264.SmallStreams#names")
    void whateverCanBeReadIsWrittenBackAsItWas(String name) {
        byte[] original = SmallStreams.read(name);
        var random = new SplittableRandom(name.hashCode());
        var identity = new Identity();
        int readable = 0;
        for (int i = 0; i < 1500; i++) {
            byte[] mutant = original.clone();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                int at = random.nextInt(4, mutant.length);
                mutant[at] = (byte) (random.nextBoolean() ? mutant[at] ^ 1 << random.nextInt(8) : random.nextInt());
            }
            Identity.Report report = identity.check(mutant);
            assertThat(report.firstDifference()).as("mutant %d of %s", i, name).isEmpty();
            readable += report.isIdentical() ? 1 : 0;
        }
        assertThat(readable).isPositive();
    }
}
