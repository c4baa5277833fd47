package dev.starling.h264.edit;

import dev.starling.h264.motion.ReferenceFrames;
import dev.starling.h264.motion.ReferenceLists;
import dev.starling.h264.motion.StreamMotion;
import dev.starling.h264.slice.MbType;
import dev.starling.h264.slice.SliceData;
import dev.starling.h264.slice.SliceParameters;
import dev.starling.h264.syntax.SequenceParameterSet;
import dev.starling.h264.syntax.SliceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Blends the levels of a GOP of two compatible videos macroblock by macroblock. {@link SliceShares} chooses the video
 * of each macroblock. In slices that do not come entirely from the larger video, inter macroblocks that both videos
 * predict by the same vectors from the same pictures are mixed instead ({@link LevelMixer}). Slices that come entirely
 * from the larger video are not mixed: their reference pictures are still its own, and levels of the other video would
 * be errors that all later pictures show.
 *
 * <p>Vectors and modes are coded relative to neighbours, and skipped and direct macroblocks infer theirs. So the
 * prediction of both streams is derived, and each macroblock taken is coded again between its new neighbours
 * ({@link StreamMotion}).
 *
 * <p>Each slice comes from one video, except for one slice per GOP, which is split where the share is reached. I slices
 * are never split, nor are slices whose reference lists or prediction weights differ between the streams. Each border
 * between the two streams harms the prediction across it, most of all in intra macroblocks (docs/h264.md).
 *
 * <p>Reuses its workspaces; use one instance per blend.
 */
final class MacroblockBlend {
    /**
     * Limit on the motion kept of reference pictures, for each of three streams. A 1080p stream with 16 reference
     * pictures stays just below it.
     */
    private static final long MAX_KEPT_BYTES = 5 << 20;

    /** The largest pictures whose motion is derived, for three streams at once: 4096x2304 samples (level 5.2). */
    private static final int MAX_FRAME_SIZE_IN_MBS = 36_864;

    private final int weightOfB;

    private final SliceCodec codecA = new SliceCodec();
    private final SliceCodec codecB = new SliceCodec();
    private final SliceCodec codecOut = new SliceCodec();
    private final LevelMixer mixer = new LevelMixer();

    /** {@code weightOfB} is in units of 1 / {@link dev.starling.h264.transform.Requantiser#FULL_WEIGHT}. */
    MacroblockBlend(int weightOfB) {
        this.weightOfB = weightOfB;
    }

    /**
     * Blends a GOP; empty if motion cannot be derived in one of its pictures. The pieces of {@code gop} are
     * macroblocks.
     */
    Optional<List<AccessUnit>> blend(GopShare gop, List<AccessUnit> picturesA, List<AccessUnit> picturesB) {
        boolean keepsMotion = hasB(picturesA) || hasB(picturesB);
        if (!isOfDerivableFrames(picturesA)
                || !isOfDerivableFrames(picturesB)
                || (keepsMotion
                        && (keptBytes(picturesA) > MAX_KEPT_BYTES
                                || !knowsReferences(picturesA)
                                || !knowsReferences(picturesB)))) {
            return Optional.empty();
        }
        SliceShares shares = SliceShares.ofMacroblocks(gop, picturesA, picturesB);
        return Optional.of(new Pass(gop, shares, keepsMotion).blend(picturesA, picturesB));
    }

    private static boolean isOfDerivableFrames(List<AccessUnit> pictures) {
        SequenceParameterSet sps = pictures.getFirst().firstSlice().sps();
        return sps.frameCoding().frameMbsOnlyFlag()
                && sps.frameSizeInMbs().mbCount() <= MAX_FRAME_SIZE_IN_MBS
                && !sps.separateColourPlaneFlag()
                && pictures.stream()
                        .flatMap(picture -> picture.slices().stream())
                        // With constrained_intra_pred_flag, an intra macroblock could lose the neighbours that it is
                        // predicted from. Only damaged streams change the sequence parameter set inside a GOP.
                        .allMatch(slice -> slice.sps().equals(sps)
                                && !slice.pps().constrainedIntraPredFlag()
                                && slice.header().pictureId().redundantPicCnt() == 0);
    }

    /** Whether there are B slices, whose direct prediction depends on the motion of reference pictures. */
    private static boolean hasB(List<AccessUnit> pictures) {
        return pictures.stream()
                .flatMap(picture -> picture.slices().stream())
                .anyMatch(slice -> slice.header().sliceType() == SliceType.B);
    }

    private static long keptBytes(List<AccessUnit> pictures) {
        SequenceParameterSet sps = pictures.getFirst().firstSlice().sps();
        return StreamMotion.bytesKeptPerMacroblock(sps)
                * sps.frameSizeInMbs().mbCount()
                * Math.max(1, sps.maxNumRefFrames());
    }

    /**
     * Whether the references of all B slices are there. Pictures before the GOP are missing at the start of the video
     * and after losses.
     */
    private static boolean knowsReferences(List<AccessUnit> pictures) {
        ReferenceFrames references = new ReferenceFrames();
        for (AccessUnit picture : pictures) {
            references.beginPicture(picture.firstSlice().parameters());
            for (CodedSlice slice : picture.slices()) {
                ReferenceLists lists = references.lists(slice.parameters());
                if (slice.header().sliceType() == SliceType.B
                        && (lists.list0().isEmpty()
                                || lists.list1().isEmpty()
                                || lists.list1().getFirst().picture() == ReferenceLists.MISSING)) {
                    return false;
                }
            }
            references.endPicture();
        }
        return true;
    }

    /** Blends one GOP. */
    private final class Pass {
        private final GopShare gop;
        private final SliceShares shares;
        private final boolean keepsMotion;
        private final ReferenceFrames references = new ReferenceFrames();
        private final StreamMotion motionA = new StreamMotion();
        private final StreamMotion motionB = new StreamMotion();
        private final StreamMotion motionOut = new StreamMotion();

        Pass(GopShare gop, SliceShares shares, boolean keepsMotion) {
            this.gop = gop;
            this.shares = shares;
            this.keepsMotion = keepsMotion;
        }

        List<AccessUnit> blend(List<AccessUnit> picturesA, List<AccessUnit> picturesB) {
            List<AccessUnit> out = new ArrayList<>();
            for (int i = 0; i < picturesA.size(); i++) {
                AccessUnit pictureA = picturesA.get(i);
                SliceParameters first = pictureA.firstSlice().parameters();
                boolean keep = keepsMotion && pictureA.isReference();
                int number = references.beginPicture(first);
                motionA.beginPicture(number, first, keep);
                motionB.beginPicture(number, first, keep);
                motionOut.beginPicture(number, first, keep);
                List<CodedSlice> slices = new ArrayList<>();
                for (CodedSlice sliceA : pictureA.slices()) {
                    int index = slices.size();
                    CodedSlice sliceB = picturesB.get(i).slices().get(index);
                    slices.add(
                            blend(sliceA, BlendCompatibility.adopt(sliceB, sliceA.pps()), shares.countOfB(i, index)));
                }
                out.add(pictureA.withSlices(slices));
                references.endPicture();
                motionA.endPicture(references);
                motionB.endPicture(references);
                motionOut.endPicture(references);
            }
            return out;
        }

        private CodedSlice blend(CodedSlice sliceA, CodedSlice sliceB, int macroblocksOfB) {
            SliceData dataA = codecA.read(sliceA);
            SliceData dataB = codecB.read(sliceB);
            derive(dataA, motionA);
            derive(dataB, motionB);
            int mbCount = dataA.mbCount();
            boolean mixes = sliceA.header().sliceType() != SliceType.I
                    && CoefficientBlend.predictsFromTheSame(sliceA, sliceB)
                    && mbCount == dataB.mbCount();
            boolean baseIsB = 2 * macroblocksOfB > mbCount;
            SliceData base = baseIsB ? dataB : dataA;
            boolean allOfLarger = macroblocksOfB == (gop.largerIsB() ? mbCount : 0);
            if (!mixes || allOfLarger) {
                return takeWhole(baseIsB ? sliceB : sliceA, base, baseIsB ? motionB : motionA);
            }
            SliceData out = codecOut.data();
            int mixedQp = LevelMixer.mix(
                    dataA.parameters().sliceQpY(), dataB.parameters().sliceQpY(), weightOfB);
            out.begin(base.parameters().withSliceQpY(mixedQp));
            motionOut.beginSlice(base.parameters(), references.lists(base.parameters()));
            MacroblockQuantisers quantisersA = new MacroblockQuantisers(dataA.parameters());
            MacroblockQuantisers quantisersB = new MacroblockQuantisers(dataB.parameters());
            for (int mb = 0; mb < mbCount; mb++) {
                if (!MbType.isIntra(dataA.mbType(mb))
                        && !MbType.isIntra(dataB.mbType(mb))
                        && motionA.motion().sameMotion(mb, motionB.motion())
                        && LevelMixer.isMixable(dataA, dataB, mb, quantisersA, quantisersB)) {
                    mix(dataA, dataB, mb, quantisersA, quantisersB, out);
                } else if (gop.largerIsB() ? mb < macroblocksOfB : mb >= mbCount - macroblocksOfB) {
                    take(dataB, motionB, mb, out);
                } else {
                    take(dataA, motionA, mb, out);
                }
            }
            out.rederive();
            return codecOut.write();
        }

        /** The slice of one stream, coded again only if direct prediction would now infer something else. */
        private CodedSlice takeWhole(CodedSlice slice, SliceData data, StreamMotion motion) {
            SliceData out = codecOut.data();
            out.begin(data.parameters());
            motionOut.beginSlice(data.parameters(), references.lists(data.parameters()));
            boolean unchanged = true;
            for (int mb = 0; mb < data.mbCount(); mb++) {
                take(data, motion, mb, out);
                unchanged &= out.samePrediction(mb, data);
            }
            if (unchanged) {
                return slice;
            }
            out.rederive();
            return codecOut.write();
        }

        private void derive(SliceData data, StreamMotion motion) {
            motion.beginSlice(data.parameters(), references.lists(data.parameters()));
            for (int mb = 0; mb < data.mbCount(); mb++) {
                motion.derive(data, mb);
            }
        }

        private void take(SliceData data, StreamMotion motion, int mb, SliceData out) {
            boolean skippable = motionOut.express(motion.motion(), data, mb, out);
            out.appendLevels(data, mb);
            close(skippable, mb, out);
        }

        private void mix(
                SliceData dataA,
                SliceData dataB,
                int mb,
                MacroblockQuantisers quantisersA,
                MacroblockQuantisers quantisersB,
                SliceData out) {
            SliceData shape = LevelMixer.shape(dataA, dataB, mb);
            // Both streams have the same motion here.
            boolean skippable = motionOut.express(motionA.motion(), shape, mb, out);
            mixer.mix(dataA, dataB, mb, weightOfB, quantisersA, quantisersB, out);
            close(skippable, mb, out);
        }

        private void close(boolean skippable, int mb, SliceData out) {
            out.endMacroblock();
            if (skippable && out.levelStart(mb) == out.levelLimit(mb)) {
                out.skipLast();
            }
        }
    }
}
