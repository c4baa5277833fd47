package dev.starling.swarm.profile;

/**
 * A complete set of encoding parameters; with the pixels and the encoder's version it decides every byte of a bitstream.
 *
 * @param codec the coding standard
 * @param pictureSize the size that is coded, after scaling
 * @param structure the structural genes, shared within a blend group
 * @param rateControl the quality target
 * @param tuning the free genes
 */
public record Profile(
        Codec codec, PictureSize pictureSize, PictureStructure structure, RateControl rateControl, Tuning tuning) {
    /**
     * What profiles have in common whose members blend: all but the quality target. Other members' pictures could be decoded in the
     * midst of a clip, too, where the structure is the same; but where bits are spread otherwise over blocks and pictures, the corrections
     * of one are of errors that the other did not make (up to 1.7 dB between two strengths of adaptive quantisation).
     */
    public record Family(Codec codec, PictureSize pictureSize, PictureStructure structure, Tuning tuning) {}

    /** Whose members blend with each other. */
    public Family family() {
        return new Family(codec, pictureSize, structure, tuning);
    }

    /** Whether a member of this profile can be blended with a member of the other inside a clip. */
    public boolean blendsWith(Profile other) {
        return family().equals(other.family());
    }
}
