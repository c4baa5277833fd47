package dev.starling.farm.task;

import dev.starling.media.encoding.GopSettings;
import dev.starling.swarm.profile.HevcTuning;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.StructuralGenes.BPyramid;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Translates HEVC profiles to libx265's parameters. */
final class X265 {
    private X265() {}

    static GopSettings settings(Profile.Hevc profile, SourceFormat source) {
        return new GopSettings(
                GopSettings.Encoder.LIBX265,
                source.colour(),
                source.frameRate(),
                profile.tuning().preset().toString(),
                profile.rateControl().rateFactor(),
                X264.maxGopPictures(profile.tuning().pictures().gopSeconds(), source)
                        .orElse(GopSettings.WHOLE_CLIP),
                parameters(profile.tuning()));
    }

    private static SortedMap<String, String> parameters(HevcTuning tuning) {
        HevcTuning.Pictures pictures = tuning.pictures();
        HevcTuning.Search search = tuning.search();
        HevcTuning.Decision decision = tuning.decision();
        SortedMap<String, String> parameters =
                new TreeMap<>(X264.shared(tuning.adaptiveQuantisation(), tuning.quantisation()));
        parameters.put("bframes", Integer.toString(pictures.maxBFrames()));
        parameters.put("b-pyramid", flag(pictures.bPyramid() == BPyramid.NORMAL));
        parameters.put("ref", Integer.toString(pictures.referenceFrames()));
        parameters.put("me", search.motionEstimation().name().toLowerCase(Locale.ROOT));
        parameters.put("subme", Integer.toString(search.subpelRefinement()));
        parameters.put("max-merge", Integer.toString(search.maxMerge()));
        parameters.put("rd", Integer.toString(decision.rd()));
        parameters.put("rdoq-level", Integer.toString(decision.rdoq()));
        parameters.put("psy-rd", X264.number(decision.psyRd()));
        parameters.put("psy-rdoq", X264.number(decision.psyRdoq()));
        parameters.put("cutree", flag(tuning.quantisation().macroblockTree().isOn()));
        // libx265 refuses a lookahead that is not longer than the longest run of B pictures.
        parameters.put(
                "rc-lookahead",
                Integer.toString(Math.max(tuning.quantisation().lookahead(), pictures.maxBFrames() + 1)));
        parameters.put(
                "deblock",
                tuning.filters().deblocking().alpha() + ","
                        + tuning.filters().deblocking().beta());
        parameters.put("sao", flag(tuning.filters().sampleAdaptiveOffset().isOn()));
        parameters.put("ctu", Integer.toString(tuning.codingTreeUnit()));
        return parameters;
    }

    private static String flag(boolean on) {
        return on ? "1" : "0";
    }
}
