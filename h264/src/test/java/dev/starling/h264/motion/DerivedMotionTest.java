package dev.starling.h264.motion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.h264.Vectors;
import dev.starling.h264.edit.AccessUnit;
import dev.starling.h264.edit.CodedSlice;
import dev.starling.h264.edit.CodedVideo;
import dev.starling.h264.slice.SliceData;
import dev.starling.h264.slice.SliceParameters;
import dev.starling.h264.slice.SliceReader;
import dev.starling.h264.syntax.ParameterSets;
import dev.starling.testkit.Ffmpeg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Derived vectors equal those of an independent decoder. */
class DerivedMotionTest {
    private static final int MAX_PICTURES = 100;

    /**
     * The motion of a picture: vectors by list and 4x4 block, reference indices by list and 8x8 block, both in raster
     * order of the picture.
     */
    private static final class PictureMotion {
        private final int widthInMbs;
        private final int[][] mvX;
        private final int[][] mvY;
        private final int[][] refIdx;

        PictureMotion(int picSizeInMbs, int widthInMbs) {
            this.widthInMbs = widthInMbs;
            mvX = new int[2][16 * picSizeInMbs];
            mvY = new int[2][16 * picSizeInMbs];
            refIdx = new int[2][4 * picSizeInMbs];
        }
    }

    /** Compares the motion of each picture that the decoder outputs. */
    private static final class Comparison implements LibavDecoder.Receiver {
        final Map<Integer, PictureMotion> derived = new HashMap<>();
        long compared;
        int pictures;
        private PictureMotion current = new PictureMotion(0, 0);
        private boolean[][] exported = {};
        private int accessUnit;

        @Override
        public void picture(int accessUnit, AVFrame frame) {
            this.accessUnit = accessUnit;
            current = Objects.requireNonNull(derived.remove(accessUnit));
            exported = new boolean[2][current.refIdx[0].length];
            ExportedMotionVectors.forEach(frame, this::compare);
            checkComplete();
        }

        private void compare(ExportedMotionVectors.Vector vector) {
            int width = 4 * current.widthInMbs;
            int block = vector.block().y() / 4 * width + vector.block().x() / 4;
            int list = vector.list();
            // Not with AssertJ, which would build its description millions of times.
            if (current.mvX[list][block] != vector.mvX() || current.mvY[list][block] != vector.mvY()) {
                throw new AssertionError("access unit " + accessUnit + ": " + vector + ", but derived "
                        + current.mvX[list][block] + ", " + current.mvY[list][block]);
            }
            compared++;
            for (int y = vector.block().y() / 8;
                    y < (vector.block().y() + vector.block().height()) / 8;
                    y++) {
                for (int x = vector.block().x() / 8;
                        x < (vector.block().x() + vector.block().width()) / 8;
                        x++) {
                    exported[list][y * width / 2 + x] = true;
                }
            }
        }

        private void checkComplete() {
            pictures++;
            for (int list = 0; list < 2; list++) {
                for (int i = 0; i < exported[list].length; i++) {
                    if (current.refIdx[list][i] >= 0 && !exported[list][i]) {
                        throw new AssertionError(
                                "access unit " + accessUnit + ": 8x8 block " + i + " uses list " + list);
                    }
                }
            }
        }
    }

    @Test
    void ofConformanceStreams() throws IOException {
        int streams = 0;
        long compared = 0;
        for (Path file : Vectors.all()) {
            // For lost pictures the decoder outputs concealed pictures or none.
            if (!file.toString().matches(".*(LOST|Cisco_Men|Error_I_P|FM1_FT_E|FM2_SVA_C|sp2_bt_b|SVA_FM1_E).*")) {
                CodedVideo video = CodedVideo.read(Files.readAllBytes(file));
                if (isOfFrames(video)) {
                    compared += compare(video, file.getFileName().toString());
                    streams++;
                }
            }
        }
        assertThat(streams).isGreaterThan(50);
        assertThat(compared).isGreaterThan(1_000_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bframes=3:b-adapt=0:direct=spatial:partitions=all:ref=4",
                "bframes=3:b-adapt=0:direct=temporal:partitions=all:ref=4:b-pyramid=2",
                "bframes=5:b-adapt=0:direct=auto:b-pyramid=1:slices=3:cabac=0:weightp=2:ref=8",
                "bframes=2:b-adapt=0:direct=temporal:slices=2:open-gop=1:keyint=8:weightp=2",
                "bframes=0:partitions=all:ref=16:weightp=2:8x8dct=1",
                "bframes=3:b-adapt=0:direct=spatial:constrained-intra=1:intra-refresh=1"
            })
    void ofStreamsByX264(String params) {
        byte[] stream = Ffmpeg.x264(
                "testsrc2=size=208x144:rate=25,rotate=0.02*n,noise=alls=6:allf=t+u:all_seed=3",
                40,
                params,
                "-preset",
                "slow");
        assertThat(compare(CodedVideo.read(stream), params)).isGreaterThan(3000);
    }

    private static boolean isOfFrames(CodedVideo video) {
        return video.accessUnits().stream()
                .flatMap(unit -> unit.slices().stream())
                .allMatch(slice -> slice.sps().frameCoding().frameMbsOnlyFlag()
                        && slice.header().pictureId().redundantPicCnt() == 0);
    }

    /** Returns the number of vectors compared. */
    private static long compare(CodedVideo video, String name) {
        Comparison comparison = new Comparison();
        ReferenceFrames references = new ReferenceFrames();
        StreamMotion motion = new StreamMotion();
        int pictures = Math.min(MAX_PICTURES, video.accessUnits().size());
        try (LibavDecoder decoder = new LibavDecoder(comparison)) {
            for (int i = 0; i < pictures; i++) {
                AccessUnit unit = video.accessUnits().get(i);
                comparison.derived.put(i, derive(unit, references, motion));
                decoder.decode(i, unit);
            }
            decoder.finish();
        } catch (AssertionError e) {
            throw new AssertionError(name + ": " + e.getMessage(), e);
        }
        assertThat(comparison.pictures).as(name).isGreaterThanOrEqualTo(pictures * 9 / 10);
        return comparison.compared;
    }

    private static PictureMotion derive(AccessUnit unit, ReferenceFrames references, StreamMotion motion) {
        SliceParameters first = parameters(unit.firstSlice());
        PictureMotion picture =
                new PictureMotion(first.picSizeInMbs(), first.sps().picWidthInMbs());
        motion.beginPicture(references.beginPicture(first), first, unit.isReference());
        SliceData data = new SliceData();
        for (CodedSlice slice : unit.slices()) {
            ParameterSets sets = new ParameterSets();
            sets.put(slice.sps());
            sets.put(slice.pps());
            new SliceReader(data).read(slice.unit(), sets);
            ReferenceLists lists = references.lists(data.parameters());
            assertThat(motion.knows(data.parameters(), lists)).isTrue();
            motion.beginSlice(data.parameters(), lists);
            for (int mb = 0; mb < data.mbCount(); mb++) {
                motion.derive(data, mb);
                copy(motion.motion(), mb, data.parameters().firstMbAddr() + mb, picture);
            }
        }
        references.endPicture();
        motion.endPicture(references);
        return picture;
    }

    private static SliceParameters parameters(CodedSlice slice) {
        return new SliceParameters(slice.header(), slice.sps(), slice.pps());
    }

    private static void copy(SliceMotion motion, int mb, int mbAddr, PictureMotion picture) {
        int column = mbAddr % picture.widthInMbs;
        int row = mbAddr / picture.widthInMbs;
        for (int list = 0; list < 2; list++) {
            for (int block = 0; block < 16; block++) {
                int at = (4 * row + block / 4) * 4 * picture.widthInMbs + 4 * column + block % 4;
                picture.mvX[list][at] = motion.mvX(mb, list, block);
                picture.mvY[list][at] = motion.mvY(mb, list, block);
            }
            for (int quarter = 0; quarter < 4; quarter++) {
                int at = (2 * row + quarter / 2) * 2 * picture.widthInMbs + 2 * column + quarter % 2;
                picture.refIdx[list][at] = motion.refIdx(mb, list, quarter);
            }
        }
    }
}
