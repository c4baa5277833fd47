package dev.starling.farm.task;

import dev.starling.media.encoding.GopSettings;
import dev.starling.swarm.profile.Av1Tuning;
import dev.starling.swarm.profile.Profile;
import java.util.SortedMap;
import java.util.TreeMap;

/** Translates AV1 profiles to SVT-AV1's parameters. */
final class SvtAv1 {
    private SvtAv1() {}

    static GopSettings settings(Profile.Av1 profile, SourceFormat source) {
        return new GopSettings(
                GopSettings.Encoder.LIBSVTAV1,
                source.colour(),
                source.frameRate(),
                Integer.toString(profile.tuning().preset()),
                profile.rateControl().rateFactor(),
                X264.maxGopPictures(profile.tuning().gopSeconds(), source).orElse(GopSettings.WHOLE_CLIP),
                parameters(profile.tuning()));
    }

    /** Leaves out the parameters of tools that are off: they have no effect. */
    private static SortedMap<String, String> parameters(Av1Tuning tuning) {
        SortedMap<String, String> parameters = new TreeMap<>();
        parameters.put("hierarchical-levels", Integer.toString(tuning.layers() - 1));
        parameters.put(
                "tune",
                switch (tuning.tune()) {
                    case VQ -> "0";
                    case PSNR -> "1";
                    case SSIM -> "2";
                });
        parameters.put(
                "scm",
                switch (tuning.screenContent()) {
                    case OFF -> "0";
                    case ON -> "1";
                    case AUTO -> "2";
                });
        put(parameters, tuning.blocks());
        put(parameters, tuning.pictures());
        put(parameters, tuning.detail());
        // Filters that are on follow the preset.
        if (!tuning.filters().cdef().isOn()) {
            parameters.put("enable-cdef", "0");
        }
        if (!tuning.filters().restoration().isOn()) {
            parameters.put("enable-restoration", "0");
        }
        return parameters;
    }

    private static void put(SortedMap<String, String> parameters, Av1Tuning.Blocks blocks) {
        parameters.put(
                "aq-mode",
                switch (blocks.aqMode()) {
                    case OFF -> "0";
                    case VARIANCE -> "1";
                    case DELTAQ -> "2";
                });
        if (blocks.varianceBoost() > 0) {
            parameters.put("enable-variance-boost", "1");
            parameters.put("variance-boost-strength", Integer.toString(blocks.varianceBoost()));
            parameters.put("variance-octile", Integer.toString(blocks.varianceOctile()));
        }
    }

    private static void put(SortedMap<String, String> parameters, Av1Tuning.Pictures pictures) {
        parameters.put("enable-tf", Integer.toString(pictures.temporalFilter()));
        if (pictures.temporalFilter() > 0) {
            parameters.put("tf-strength", Integer.toString(pictures.temporalFilterStrength()));
        }
        parameters.put("qp-scale-compress-strength", Integer.toString(pictures.qpScaleCompress()));
        parameters.put("enable-overlays", pictures.overlays().isOn() ? "1" : "0");
    }

    private static void put(SortedMap<String, String> parameters, Av1Tuning.Detail detail) {
        parameters.put("sharpness", Integer.toString(detail.sharpness()));
        parameters.put("ac-bias", X264.number(detail.acBias()));
        if (detail.quantMatrices().isOn()) {
            parameters.put("enable-qm", "1");
            parameters.put("qm-min", Integer.toString(detail.steepestMatrix()));
        }
    }
}
