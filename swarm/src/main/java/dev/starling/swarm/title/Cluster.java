package dev.starling.swarm.title;

import dev.starling.swarm.profile.Profile;

/**
 * A centroid profile: a family at a rung.
 *
 * @param id its id
 * @param group the blend group of its members
 * @param centroid the encoding parameters of its members
 */
public record Cluster(ClusterId id, BlendGroupId group, Profile.H264 centroid) {}
