package dev.starling.h264.edit;

import dev.starling.h264.motion.ReferenceFrames;
import dev.starling.h264.motion.ReferenceLists;
import dev.starling.h264.motion.StreamMotion;
import dev.starling.h264.slice.MbType;
import dev.starling.h264.slice.SliceContext;
import dev.starling.h264.slice.SliceData;
import dev.starling.h264.syntax.SequenceParameterSet;
import dev.starling.h264.syntax.SliceHeader;
import dev.starling.h264.syntax.SliceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Blends the levels of a GOP of two structure-locked videos macroblock by macroblock. Which of the two they come from
 * is {@link SliceShares}' choice; but in slices that do not come from the larger video as a whole, inter macroblocks
 * that both predict by the same vectors from the same pictures are mixed ({@link LevelMixer}). (In slices that do, all
 * that is referred to is the larger video's still, and levels of the other would be errors that all later pictures
 * show.) Because vectors and modes are coded relative to neighbours, and skipped and direct macroblocks have inferred
 * ones, the meaning of both streams' prediction is derived, and what is taken is said anew between its new neighbours
 * ({@link StreamMotion}).
 *
 * <p>The choice is one for a slice, but for one slice in a GOP, which is split where the share is reached; slices of I
 * type are not split, nor those whose reference lists or weights differ between the streams. Finer choices, of squares
 * of macroblocks that cost much, were tried: each edge between the two streams spoils what is predicted across it, the
 * more so in intra macroblocks, and all lost (docs/h264.md).
 *
 * <p>Reuses its workspaces; one for each blend.
 */
final class MacroblockBlend {
    /**
     * The most that may be kept of the motion of reference pictures, for each of three streams: a 1080p stream with 16
     * of them just stays below.
     */
    private static final long MAX_KEPT_BYTES = 5 << 20;

    /**
     * The largest pictures whose motion is derived, three times at once: those of level 5.2, which is 4096 x 2304
     * samples.
     */
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
     * The GOP's access units, or nothing where motion cannot be derived in one of its pictures. {@code gop} counts in
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
        return sps.codedSize().frameMbsOnlyFlag()
                && sps.picWidthInMbs() * sps.frameHeightInMbs() <= MAX_FRAME_SIZE_IN_MBS
                && !sps.separateColourPlaneFlag()
                && pictures.stream()
                        .flatMap(picture -> picture.slices().stream())
                        // An intra macroblock between other neighbours could be left without samples to be predicted
                        // from; and only damaged streams change the sequence parameter set inside a GOP.
                        .allMatch(slice -> slice.sps().equals(sps)
                                && !slice.pps().constrainedIntraPredFlag()
                                && slice.header().redundantPicCnt() == 0);
    }

    /** Direct prediction, in B slices, looks into the motion of reference pictures. */
    private static boolean hasB(List<AccessUnit> pictures) {
        return pictures.stream()
                .flatMap(picture -> picture.slices().stream())
                .anyMatch(slice -> slice.header().sliceType() == SliceType.B);
    }

    private static long keptBytes(List<AccessUnit> pictures) {
        SequenceParameterSet sps = pictures.getFirst().firstSlice().sps();
        return (long) StreamMotion.bytesAMacroblockKept(sps)
                * sps.picWidthInMbs()
                * sps.frameHeightInMbs()
                * Math.max(1, sps.referenceFrames().maxNumRefFrames());
    }

    /**
     * Whether all B slices have references. Some before the GOP may be missing where it starts the video, or where
     * pictures are lost.
     */
    private static boolean knowsReferences(List<AccessUnit> pictures) {
        ReferenceFrames references = new ReferenceFrames();
        for (AccessUnit picture : pictures) {
            references.beginPicture(picture.firstSlice().context());
            for (CodedSlice slice : picture.slices()) {
                ReferenceLists lists = references.lists(slice.context());
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

    /** The blending of one GOP. */
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
                SliceContext first = pictureA.firstSlice().context();
                boolean keep = keepsMotion && pictureA.isReference();
                int number = references.beginPicture(first);
                motionA.beginPicture(number, first, keep);
                motionB.beginPicture(number, first, keep);
                motionOut.beginPicture(number, first, keep);
                List<CodedSlice> slices = new ArrayList<>();
                for (CodedSlice sliceA : pictureA.slices()) {
                    int index = slices.size();
                    CodedSlice sliceB = picturesB.get(i).slices().get(index);
                    slices.add(blend(sliceA, StructureLock.adopt(sliceB, sliceA.pps()), shares.unitsOfB(i, index)));
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
            out.begin(withMixedQp(base.context(), dataA, dataB));
            motionOut.beginSlice(base.context(), references.lists(base.context()));
            MacroblockQuantisers quantisersA = new MacroblockQuantisers(dataA.context());
            MacroblockQuantisers quantisersB = new MacroblockQuantisers(dataB.context());
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

        /**
         * The slice of one stream, said anew only where direct prediction would infer something else from the pictures
         * before.
         */
        private CodedSlice takeWhole(CodedSlice slice, SliceData data, StreamMotion motion) {
            SliceData out = codecOut.data();
            out.begin(data.context());
            motionOut.beginSlice(data.context(), references.lists(data.context()));
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
            motion.beginSlice(data.context(), references.lists(data.context()));
            for (int mb = 0; mb < data.mbCount(); mb++) {
                motion.derive(data, mb);
            }
        }

        private SliceContext withMixedQp(SliceContext base, SliceData dataA, SliceData dataB) {
            SliceHeader header = base.header();
            int sliceQp = header.sliceQpY(base.pps());
            int mixedQp = LevelMixer.mix(
                    dataA.context().header().sliceQpY(dataA.context().pps()),
                    dataB.context().header().sliceQpY(dataB.context().pps()),
                    weightOfB);
            return new SliceContext(
                    header.withSliceQpDelta(header.sliceQpDelta() + mixedQp - sliceQp), base.sps(), base.pps());
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
            // Both have the same motion.
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
