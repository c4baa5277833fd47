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
    /** Whether a member of this profile can be blended with a member of the other inside a clip. */
    public boolean blendsWith(Profile other) {
        return codec == other.codec && pictureSize.equals(other.pictureSize) && structure.equals(other.structure);
    }
}
