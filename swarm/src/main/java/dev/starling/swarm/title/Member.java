package dev.starling.swarm.title;

/**
 * The bitstream of one clip under one cluster's centroid profile. Encoding time is not recorded: it varies from run to
 * run, and the same title must give the same package.
 *
 * @param cluster its cluster
 * @param bytes the total size of its access units
 * @param quality the mean over its pictures
 */
public record Member(ClusterId cluster, long bytes, Quality quality) {}
