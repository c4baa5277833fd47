package dev.starling.swarm.profile;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * A complete set of encoding parameters. Together with the pixels and the encoder's version it determines every byte of
 * a bitstream.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "codec")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Profile.H264.class, name = "H264"),
    @JsonSubTypes.Type(value = Profile.Hevc.class, name = "HEVC"),
    @JsonSubTypes.Type(value = Profile.Av1.class, name = "AV1")
})
public sealed interface Profile {
    /** The highest CRF of libx264 and libx265. */
    double MAX_X264_CRF = 51;

    /** The coding standard. */
    Codec codec();

    /** The coded size, after scaling. */
    PictureSize pictureSize();

    /** The quality target, on the encoder's own scale. */
    RateControl rateControl();

    /**
     * The profile of a member that can be blended.
     *
     * @param pictureSize the coded size
     * @param structuralGenes how the bitstream is built
     * @param rateControl the quality target; its CRF at most {@value MAX_X264_CRF}
     * @param tuning the free genes
     */
    record H264(
            PictureSize pictureSize,
            @JsonProperty("structure") StructuralGenes structuralGenes,
            RateControl rateControl,
            Tuning tuning)
            implements Profile {
        public H264 {
            rateControl.requireAtMost(MAX_X264_CRF);
        }

        @Override
        public Codec codec() {
            return Codec.H264;
        }

        /**
         * All of a profile but its quality target. Members of one family blend inside a clip. Members of two families
         * with equal structural genes could be spliced inside a clip and would decode, but they distribute bits
         * differently over blocks and pictures: each corrects errors that the other did not make (up to 1.7 dB between
         * two strengths of adaptive quantisation).
         */
        public record Family(PictureSize pictureSize, StructuralGenes structuralGenes, Tuning tuning) {}

        /** The family of this profile. */
        public Family family() {
            return new Family(pictureSize, structuralGenes, tuning);
        }

        /** Whether a member of this profile can be blended with a member of the other inside a clip. */
        public boolean blendsWith(H264 other) {
            return family().equals(other.family());
        }
    }

    /**
     * The profile of a clip in HEVC. The encoder chooses the picture types.
     *
     * @param pictureSize the coded size
     * @param rateControl the quality target; its CRF at most {@value MAX_X264_CRF}
     * @param tuning the parameters of libx265
     */
    record Hevc(PictureSize pictureSize, RateControl rateControl, HevcTuning tuning) implements Profile {
        public Hevc {
            rateControl.requireAtMost(MAX_X264_CRF);
        }

        @Override
        public Codec codec() {
            return Codec.HEVC;
        }
    }

    /**
     * The profile of a clip in AV1. The encoder chooses the picture types.
     *
     * @param pictureSize the coded size
     * @param rateControl the quality target; its CRF at most 63
     * @param tuning the parameters of SVT-AV1
     */
    record Av1(PictureSize pictureSize, RateControl rateControl, Av1Tuning tuning) implements Profile {
        @Override
        public Codec codec() {
            return Codec.AV1;
        }
    }
}
