package dev.starling.h264.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.h264.SmallStreams;
import dev.starling.h264.nal.AnnexB;
import dev.starling.h264.nal.AnnexB.ByteStreamNalUnit;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.nal.NalUnitType;
import dev.starling.h264.syntax.ParameterSets;
import dev.starling.h264.syntax.PictureParameterSet;
import dev.starling.h264.syntax.PictureParameterSet.EntropyCoding;
import dev.starling.testkit.Ffmpeg;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EditedSliceTest {

    private final SliceData data = new SliceData();
    private final SliceReader reader = new SliceReader(data);
    private final SliceWriter writer = new SliceWriter(data);

    @ParameterizedTest
    @MethodSource("dev.starling.h264.SmallStreams#names")
    void afterLevelsAndQpsWereEditedTheSliceIsValid(String name) {
        for (int keptOf8 = 0; keptOf8 <= 6; keptOf8 += 3) {
            var random = new SplittableRandom(keptOf8);
            int keep = keptOf8;
            rewriteAndCompare(name, () -> edit(random, keep));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.starling.h264.SmallStreams#names")
    void theModelDoesNotDependOnTheEntropyCoder(String name) {
        AnnexB stream = AnnexB.read(SmallStreams.read(name));
        var parameterSets = new ParameterSets();
        var otherSets = new ParameterSets();
        var units = new ArrayList<ByteStreamNalUnit>();
        var other = new SliceData();
        for (var framed : stream.units()) {
            NalUnit unit = framed.nalUnit();
            NalUnit written = unit;
            parameterSets.accept(unit);
            if (unit.type() == NalUnitType.PICTURE_PARAMETER_SET) {
                var pps = withOtherEntropyCoder(PictureParameterSet.read(unit.rbsp(), parameterSets::sps));
                written = NalUnit.ofRbsp(unit.nalRefIdc(), unit.type(), pps.toRbsp());
            } else if (unit.type().isSlice()) {
                reader.read(unit, parameterSets);
                var parameters = data.parameters();
                data.replaceParameters(new SliceParameters(
                        parameters.header(),
                        parameters.sps(),
                        otherSets.pps(parameters.pps().picParameterSetId()).orElseThrow()));
                data.rederive();
                written = writer.write();
                new SliceReader(other).read(written, otherSets);
                assertSameMacroblocks(data, other);
            }
            otherSets.accept(written);
            units.add(new ByteStreamNalUnit(framed.zeroBytes(), written));
        }
        assertDecodable(units);
    }

    private static PictureParameterSet withOtherEntropyCoder(PictureParameterSet pps) {
        return pps.withEntropyCoding(
                switch (pps.entropyCoding()) {
                    case CAVLC -> EntropyCoding.CABAC;
                    case CABAC -> EntropyCoding.CAVLC;
                });
    }

    /** Removes levels in place, and changes QPs. */
    private void edit(SplittableRandom random, int keptOf8) {
        byte[] scanIndex = data.scanIndices();
        int[] level = data.levels();
        for (int mb = 0; mb < data.mbCount(); mb++) {
            int from = data.levelStart(mb);
            int to = from;
            for (byte slot : data.blockOrder()) {
                int count = data.totalCoeff(mb, slot);
                int kept = 0;
                for (int i = from; i < from + count; i++) {
                    if (random.nextInt(8) < keptOf8) {
                        scanIndex[to] = scanIndex[i];
                        level[to++] = level[i] + Integer.signum(level[i]) * random.nextInt(2);
                        kept++;
                    }
                }
                data.setTotalCoeff(mb, slot, kept);
                from += count;
            }
            data.setQpY(mb, random.nextInt(10, 45));
        }
        data.rederive();
    }

    private void rewriteAndCompare(String name, Runnable edit) {
        AnnexB stream = AnnexB.read(SmallStreams.read(name));
        var parameterSets = new ParameterSets();
        var units = new ArrayList<ByteStreamNalUnit>();
        var readBack = new SliceData();
        for (var framed : stream.units()) {
            NalUnit written = framed.nalUnit();
            parameterSets.accept(written);
            if (written.type().isSlice()) {
                reader.read(written, parameterSets);
                edit.run();
                written = writer.write();
                new SliceReader(readBack).read(written, parameterSets);
                assertSameMacroblocks(data, readBack);
            }
            units.add(new ByteStreamNalUnit(framed.zeroBytes(), written));
        }
        assertDecodable(units);
    }

    private static void assertSameMacroblocks(SliceData expected, SliceData actual) {
        assertThat(actual.mbCount()).isEqualTo(expected.mbCount());
        for (int mb = 0; mb < expected.mbCount(); mb++) {
            assertThat(actual.mbType(mb)).isEqualTo(expected.mbType(mb));
            assertThat(actual.samePrediction(mb, expected)).isTrue();
            assertThat(actual.qpY(mb)).isEqualTo(expected.qpY(mb));
            assertThat(actual.codedBlockPattern(mb)).isEqualTo(expected.codedBlockPattern(mb));
            assertThat(actual.isTransform8x8(mb)).isEqualTo(expected.isTransform8x8(mb));
            assertThat(levels(actual, mb)).isEqualTo(levels(expected, mb));
        }
    }

    private static List<List<Integer>> levels(SliceData data, int mb) {
        var blocks = new ArrayList<List<Integer>>();
        int at = data.levelStart(mb);
        for (byte slot : data.blockOrder()) {
            var block = new ArrayList<Integer>();
            for (int end = at + data.totalCoeff(mb, slot); at < end; at++) {
                block.add((int) data.scanIndices()[at]);
                block.add(data.levels()[at]);
            }
            blocks.add(block);
        }
        return blocks;
    }

    /** An independent decoder has no complaints. */
    private static void assertDecodable(List<ByteStreamNalUnit> units) {
        Ffmpeg.assumeInstalled();
        var decoded = Ffmpeg.decode(new AnnexB(units, 0).toByteArray());
        assertThat(decoded.complaints()).isEmpty();
        assertThat(decoded.frameMd5s()).isNotEmpty();
    }
}
