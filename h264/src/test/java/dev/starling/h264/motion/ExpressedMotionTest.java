package dev.starling.h264.motion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.h264.edit.AccessUnit;
import dev.starling.h264.edit.Blend;
import dev.starling.h264.edit.BlendLevel;
import dev.starling.h264.edit.CodedSlice;
import dev.starling.h264.edit.CodedVideo;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.slice.MbType;
import dev.starling.h264.slice.SliceData;
import dev.starling.h264.slice.SliceParameters;
import dev.starling.h264.slice.SliceReader;
import dev.starling.h264.slice.SliceWriter;
import dev.starling.h264.syntax.ParameterSets;
import dev.starling.testkit.Ffmpeg;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Replaces random macroblocks with their own samples (I_PCM), and codes the others again between these new neighbours,
 * from which neither vectors nor modes can be predicted. An independent decoder must then decode identical pictures, so
 * any wrong motion, reference index, inferred motion or intra mode shows. The deblocking filter, which depends on
 * macroblock types, is off.
 */
class ExpressedMotionTest {
    private static final int WIDTH = 176;
    private static final int HEIGHT = 144;
    private static final int FRAMES = 14;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bframes=0:partitions=all:ref=4:8x8dct=1",
                "bframes=0:partitions=all:ref=4:cabac=0:slices=3:weightp=2",
                "bframes=3:b-adapt=0:direct=spatial:partitions=all:ref=4:8x8dct=1",
                "bframes=3:b-adapt=0:direct=temporal:partitions=all:ref=4:b-pyramid=2:8x8dct=0",
                "bframes=4:b-adapt=0:direct=auto:b-pyramid=1:cabac=0:slices=2:weightp=2",
                "bframes=2:b-adapt=0:direct=temporal:open-gop=1:keyint=6:8x8dct=1"
            })
    void picturesStayTheSameWhenMacroblocksBecomeTheirOwnSamples(String params) {
        byte[] stream = Ffmpeg.x264(
                "testsrc2=size=" + WIDTH + "x" + HEIGHT + ":rate=25,rotate=0.03*n,noise=alls=5:allf=t+u:all_seed=9",
                FRAMES,
                params + ":no-deblock=1:crf=30",
                "-preset",
                "slow");
        CodedVideo video = CodedVideo.read(stream);
        List<byte[]> pictures = decode(video);
        Replacement replacement = new Replacement(new SplittableRandom(params.hashCode()));
        List<AccessUnit> edited = new ArrayList<>();
        for (int i = 0; i < video.accessUnits().size(); i++) {
            edited.add(replacement.replace(video.accessUnits().get(i), pictures.get(i)));
        }
        CodedVideo replaced = video.withAccessUnits(edited);
        Ffmpeg.Decoded decoded = Ffmpeg.decode(replaced.toByteArray());
        assertThat(decoded.complaints()).isEmpty();
        assertThat(decoded.frameMd5s()).isEqualTo(Ffmpeg.decode(stream).frameMd5s());
        // Both streams code the same pictures, and so must every mix of them.
        for (double weight : new double[] {0.3, 0.5, 0.8}) {
            CodedVideo blended = Blend.blend(video, replaced, BlendLevel.COEFFICIENT, weight);
            assertThat(blended).isNotEqualTo(video).isNotEqualTo(replaced);
            Ffmpeg.Decoded mixed = Ffmpeg.decode(blended.toByteArray());
            assertThat(mixed.complaints()).isEmpty();
            assertThat(mixed.frameMd5s()).isEqualTo(decoded.frameMd5s());
        }
        assertThat(replacement.pcm).isGreaterThan(100);
        assertThat(replacement.madeExplicit)
                .as("skipped or direct macroblocks made explicit")
                .isPositive();
        assertThat(replacement.types).contains(MbType.I_NXN, MbType.I_PCM, MbType.P_L0_16X16, MbType.P_8X8);
    }

    /** The samples of each picture, by access unit: the planes of 4:2:0 one after the other. */
    private static List<byte[]> decode(CodedVideo video) {
        List<byte[]> pictures = new ArrayList<>();
        for (int i = 0; i < video.accessUnits().size(); i++) {
            pictures.add(new byte[0]);
        }
        try (LibavDecoder decoder = new LibavDecoder((accessUnit, frame) -> pictures.set(accessUnit, samples(frame)))) {
            for (int i = 0; i < video.accessUnits().size(); i++) {
                decoder.decode(i, video.accessUnits().get(i));
            }
            decoder.finish();
        }
        return pictures;
    }

    private static byte[] samples(AVFrame frame) {
        byte[] samples = new byte[WIDTH * HEIGHT * 3 / 2];
        int at = 0;
        for (int plane = 0; plane < 3; plane++) {
            int width = plane == 0 ? WIDTH : WIDTH / 2;
            for (int row = 0; row < (plane == 0 ? HEIGHT : HEIGHT / 2); row++, at += width) {
                frame.data(plane).position((long) row * frame.linesize(plane)).get(samples, at, width);
            }
        }
        return samples;
    }

    private static final class Replacement {
        private final SplittableRandom random;
        private final SliceData data = new SliceData();
        private final SliceData out = new SliceData();
        private final SliceReader reader = new SliceReader(data);
        private final SliceWriter writer = new SliceWriter(out);
        private final ReferenceFrames references = new ReferenceFrames();
        private final StreamMotion original = new StreamMotion();
        private final StreamMotion expressed = new StreamMotion();
        private final Set<Integer> types = new TreeSet<>();
        private int pcm;
        private int madeExplicit;

        Replacement(SplittableRandom random) {
            this.random = random;
        }

        AccessUnit replace(AccessUnit unit, byte[] picture) {
            CodedSlice firstSlice = unit.firstSlice();
            SliceParameters first = new SliceParameters(firstSlice.header(), firstSlice.sps(), firstSlice.pps());
            int number = references.beginPicture(first);
            original.beginPicture(number, first, unit.isReference());
            expressed.beginPicture(number, first, unit.isReference());
            List<CodedSlice> slices = new ArrayList<>();
            for (CodedSlice slice : unit.slices()) {
                slices.add(new CodedSlice(replace(slice, picture), slice.header(), slice.pps(), slice.sps()));
            }
            references.endPicture();
            original.endPicture(references);
            expressed.endPicture(references);
            return unit.withSlices(slices);
        }

        private NalUnit replace(CodedSlice slice, byte[] picture) {
            ParameterSets sets = new ParameterSets();
            sets.put(slice.sps());
            sets.put(slice.pps());
            reader.read(slice.unit(), sets);
            ReferenceLists lists = references.lists(data.parameters());
            original.beginSlice(data.parameters(), lists);
            expressed.beginSlice(data.parameters(), lists);
            out.begin(data.parameters());
            for (int mb = 0; mb < data.mbCount(); mb++) {
                original.derive(data, mb);
                if (random.nextInt(6) == 0) {
                    appendPcm(mb, picture);
                    expressed.derive(out, mb);
                    pcm++;
                } else {
                    expressed.express(original.motion(), data, mb, out);
                    out.appendLevels(data, mb);
                    out.endMacroblock();
                    assertThat(expressed.motion().sameMotion(mb, original.motion()))
                            .isTrue();
                    if (out.mbType(mb) != data.mbType(mb)) {
                        madeExplicit++;
                    }
                }
                types.add(out.mbType(mb));
            }
            out.rederive();
            return writer.write();
        }

        private void appendPcm(int mb, byte[] picture) {
            out.appendWithoutPrediction(data, mb, MbType.I_PCM);
            out.setCodedBlockPattern(mb, 0x2F);
            int mbAddr = data.parameters().firstMbAddr() + mb;
            int column = mbAddr % (WIDTH / 16);
            int row = mbAddr / (WIDTH / 16);
            out.appendPrediction(0);
            int chromaStart = WIDTH / 2 * 8 * row + 8 * column;
            appendSamples(picture, WIDTH * 16 * row + 16 * column, WIDTH, 16);
            appendSamples(picture, WIDTH * HEIGHT + chromaStart, WIDTH / 2, 8);
            appendSamples(picture, WIDTH * HEIGHT * 5 / 4 + chromaStart, WIDTH / 2, 8);
            out.endMacroblock();
        }

        /** Appends a square of {@code size} x {@code size} samples that starts at index {@code start}. */
        private void appendSamples(byte[] picture, int start, int stride, int size) {
            for (int row = 0; row < size; row++) {
                for (int column = 0; column < size; column++) {
                    out.appendPrediction(picture[start + row * stride + column] & 0xFF);
                }
            }
        }
    }
}
