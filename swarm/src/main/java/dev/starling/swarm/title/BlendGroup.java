package dev.starling.swarm.title;

import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.PictureSize;

/**
 * The members of one codec, size and pair of parameter sets: a clip of one can follow a clip of another under the same
 * initialisation segment. Inside a clip only members of one family blend.
 *
 * @param id its id
 * @param codec the coding standard, always H.264
 * @param pictureSize the size of its pictures
 * @param parameterSets the parameter sets of all its members
 */
public record BlendGroup(BlendGroupId id, Codec codec, PictureSize pictureSize, ParameterSetPair parameterSets) {
    public BlendGroup {
        if (codec != Codec.H264) {
            throw new IllegalArgumentException("codec must be H264, the only one that packages hold: " + codec);
        }
    }
}
