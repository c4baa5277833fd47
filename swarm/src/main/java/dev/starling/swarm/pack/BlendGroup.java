package dev.starling.swarm.pack;

import dev.starling.swarm.cluster.BlendGroupId;
import dev.starling.swarm.cmaf.ParameterSets;
import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.PictureSize;

/**
 * Members that can be blended inside a clip.
 *
 * @param id its name
 * @param codec the coding standard
 * @param pictureSize the size of its pictures
 * @param parameterSets what all its members share
 */
public record BlendGroup(BlendGroupId id, Codec codec, PictureSize pictureSize, ParameterSets parameterSets) {}
