package dev.starling.swarm.title;

/**
 * The bitstream of one clip under one cluster's centroid profile. What it cost to make is no part of a package: it
 * differs from run to run, and the same title makes the same package.
 *
 * @param cluster whose it is
 * @param bytes of all its access units
 * @param quality mean over its pictures
 */
public record Member(ClusterId cluster, long bytes, Quality quality) {}
