package dev.starling.farm.task;

import dev.starling.libav.Colour;
import dev.starling.libav.Ratio;
import dev.starling.media.encoding.StreamFormat;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.StructuralGenes;

/**
 * The format that all clips of a title share.
 *
 * @param displaySize the size at which the source is displayed and quality is measured
 * @param colour the matrix and range of luma and chroma
 * @param frameRate nominal, in pictures per second
 * @param peakFrameRate the most pictures in a second
 * @param encoder the encoder and its version, which affect the bytes as the parameters do
 */
public record SourceFormat(
        PictureSize displaySize, Colour colour, Ratio frameRate, Ratio peakFrameRate, String encoder) {
    /** Pictures at a constant rate. */
    public SourceFormat(PictureSize displaySize, Colour colour, Ratio frameRate, String encoder) {
        this(displaySize, colour, frameRate, frameRate, encoder);
    }

    /** Whether a level of H.264 allows members of a size that have some structural genes. */
    public boolean allows(PictureSize size, StructuralGenes genes) {
        return StreamFormat.hasLevel(X264.pictures(size, this), genes.referenceFrames());
    }
}
