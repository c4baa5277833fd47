package dev.starling.swarm.title;

import dev.starling.swarm.profile.Profile;

/**
 * A centroid profile (a family at a rung) and the vectors with which the mixing matrix scores it.
 *
 * @param id its id
 * @param group the blend group of its members
 * @param centroid the encoding parameters of its members
 * @param clientProfile its score on each kind of device; multiplied with a client's features
 * @param networkProfile its score on each kind of path; multiplied with a network's features
 */
public record Cluster(
        ClusterId id,
        BlendGroupId group,
        Profile.H264 centroid,
        FeatureVector clientProfile,
        FeatureVector networkProfile) {}
