package dev.starling.swarm.profile;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * A complete set of encoding parameters; with the pixels and the encoder's version it decides every byte of a
 * bitstream.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "codec")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Profile.H264.class, name = "H264"),
    @JsonSubTypes.Type(value = Profile.Hevc.class, name = "HEVC"),
    @JsonSubTypes.Type(value = Profile.Av1.class, name = "AV1")
})
public sealed interface Profile {
    /** The coding standard. */
    Codec codec();

    /** The size that is coded, after scaling. */
    PictureSize pictureSize();

    /** The quality target, in the encoder's own measure. */
    RateControl rateControl();

    /**
     * A member that can be blended.
     *
     * @param structure the structural genes, shared within a blend group
     * @param rateControl the quality target; its CRF at most {@value HIGHEST_CRF_OF_X264}
     * @param tuning the free genes
     */
    record H264(PictureSize pictureSize, StructuralGenes structure, RateControl rateControl, Tuning tuning)
            implements Profile {
        public H264 {
            rateControl.requireAtMost(HIGHEST_CRF_OF_X264);
        }

        @Override
        public Codec codec() {
            return Codec.H264;
        }

        /**
         * What profiles have in common whose members blend: all but the quality target. Other members' pictures could
         * be decoded in the midst of a clip, too, where the structure is the same; but where bits are spread otherwise
         * over blocks and pictures, the corrections of one are of errors that the other did not make (up to 1.7 dB
         * between two strengths of adaptive quantisation).
         */
        public record Family(PictureSize pictureSize, StructuralGenes structure, Tuning tuning) {}

        /** Whose members blend with each other. */
        public Family family() {
            return new Family(pictureSize, structure, tuning);
        }

        /** Whether a member of this profile can be blended with a member of the other inside a clip. */
        public boolean blendsWith(H264 other) {
            return family().equals(other.family());
        }
    }

    /**
     * A clip in HEVC, whose encoder decides on picture types itself.
     *
     * @param rateControl the quality target; its CRF at most {@value HIGHEST_CRF_OF_X264}
     * @param tuning what libx265 is told
     */
    record Hevc(PictureSize pictureSize, RateControl rateControl, HevcTuning tuning) implements Profile {
        public Hevc {
            rateControl.requireAtMost(HIGHEST_CRF_OF_X264);
        }

        @Override
        public Codec codec() {
            return Codec.HEVC;
        }
    }

    /**
     * A clip in AV1, whose encoder decides on picture types itself.
     *
     * @param rateControl the quality target; its CRF at most 63
     * @param tuning what SVT-AV1 is told
     */
    record Av1(PictureSize pictureSize, RateControl rateControl, Av1Tuning tuning) implements Profile {
        @Override
        public Codec codec() {
            return Codec.AV1;
        }
    }

    /** The scales of libx264 and libx265 end here. */
    double HIGHEST_CRF_OF_X264 = 51;
}
