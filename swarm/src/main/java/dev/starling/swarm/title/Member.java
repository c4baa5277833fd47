package dev.starling.swarm.title;

/**
 * The bitstream of one clip under one cluster's centroid profile. Encoding time is not recorded: it varies from run to
 * run, and the same title must give the same package.
 *
 * @param cluster its cluster
 * @param crf libx264's constant rate factor with which it was encoded
 * @param bytes the total size of its access units
 * @param quality the mean over its pictures
 */
public record Member(ClusterId cluster, double crf, long bytes, Quality quality) {}
