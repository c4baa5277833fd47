package dev.starling.farm.task;

import dev.starling.media.CodingStructure;
import dev.starling.media.EncodingSettings;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.PictureStructure;
import dev.starling.swarm.profile.PictureStructure.BPyramid;
import dev.starling.swarm.profile.PictureStructure.EntropyCoder;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl;
import dev.starling.swarm.profile.Tuning;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** A profile in libx264's words. */
final class X264 {
    /** The cores are shared by tasks, not by an encoder's threads: one thread wastes nothing, and its bytes never differ. */
    private static final int THREADS = 1;

    private X264() {}

    /** The settings with which a profile's members are made. */
    static EncodingSettings settings(Profile profile, SourceFormat source) {
        return new EncodingSettings(
                structure(profile.structure(), profile.pictureSize(), source),
                switch (profile.rateControl()) {
                    case RateControl.ConstantRateFactor(double crf) -> crf;
                },
                profile.tuning().preset().toString(),
                THREADS,
                parameters(profile.tuning()));
    }

    /** The structural genes for pictures of a size; the level follows from size and rate, never from content. */
    static CodingStructure structure(PictureStructure structure, PictureSize size, SourceFormat source) {
        return new CodingStructure(
                size.width(),
                size.height(),
                source.colour(),
                source.frameRate(),
                structure.maxBFrames(),
                switch (structure.bPyramid()) {
                    case BPyramid.NONE -> false;
                    case BPyramid.NORMAL -> true;
                },
                structure.referenceFrames(),
                structure.slices(),
                switch (structure.entropyCoder()) {
                    case EntropyCoder.CAVLC -> false;
                    case EntropyCoder.CABAC -> true;
                },
                structure.transform8x8(),
                // Implicit weights follow from the pictures' distances, which all members of a blend group share.
                true,
                CodingStructure.lowestLevelIdc(
                        size.width(), size.height(), source.frameRate(), structure.referenceFrames()));
    }

    private static SortedMap<String, String> parameters(Tuning tuning) {
        SortedMap<String, String> parameters = new TreeMap<>();
        parameters.put("aq-mode", Integer.toString(tuning.adaptiveQuantisation().mode()));
        parameters.put("aq-strength", number(tuning.adaptiveQuantisation().strength()));
        parameters.put(
                "psy-rd",
                number(tuning.psychovisual().rateDistortion()) + ","
                        + number(tuning.psychovisual().trellis()));
        parameters.put("qcomp", number(tuning.qcomp()));
        parameters.put("mbtree", tuning.macroblockTree() ? "1" : "0");
        parameters.put(
                "deblock",
                tuning.deblocking().alpha() + "," + tuning.deblocking().beta());
        return parameters;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
