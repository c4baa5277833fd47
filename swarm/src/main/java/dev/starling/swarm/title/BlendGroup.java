package dev.starling.swarm.title;

import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.PictureSize;

/**
 * Members that can be blended inside a clip.
 *
 * @param id its name
 * @param codec the coding standard: H.264, whose parameter sets these are
 * @param pictureSize the size of its pictures
 * @param parameterSets what all its members share
 */
public record BlendGroup(BlendGroupId id, Codec codec, PictureSize pictureSize, ParameterSets parameterSets) {
    public BlendGroup {
        if (codec != Codec.H264) {
            throw new IllegalArgumentException("codec must be H264, which alone is packaged: " + codec);
        }
    }
}
