package dev.starling.swarm.steer;

import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.title.FeatureVector;

/**
 * Derives the client and network profile vectors of a cluster from the measurements of its members. Their unit is
 * decibels of quality: the cluster's quality, minus a penalty where its pictures or bits do not fit.
 */
public final class StaticProfiles {
    /** The penalty per doubling of the picture height above the screen's, for detail that nobody sees. */
    private static final double DECIBELS_PER_HEIGHT_DOUBLING = 3;
    /** The penalty per doubling of the bitrate above the path's bandwidth, for stalls. */
    private static final double DECIBELS_PER_OVERLOAD_DOUBLING = 16;
    /** The penalty per doubling of the picture area above what a device decodes easily. */
    private static final double DECIBELS_PER_AREA_DOUBLING = 2;

    private static final double EASY_AREA_PER_PROCESSOR = 1280 * 720;

    private StaticProfiles() {}

    /**
     * A cluster's score on each kind of device.
     *
     * @param pictureSize the picture size of its members
     */
    public static FeatureVector clientProfile(PictureSize pictureSize) {
        double[] values = new double[Features.SCREEN_HEIGHT.count() + Features.PROCESSORS.count()];
        for (int bin = 0; bin < Features.SCREEN_HEIGHT.count(); bin++) {
            values[bin] = -DECIBELS_PER_HEIGHT_DOUBLING
                    * doublingsBeyond(pictureSize.shortSide(), Features.SCREEN_HEIGHT.centre(bin));
        }
        for (int bin = 0; bin < Features.PROCESSORS.count(); bin++) {
            double easyArea = EASY_AREA_PER_PROCESSOR * Features.PROCESSORS.centre(bin);
            values[Features.SCREEN_HEIGHT.count() + bin] =
                    -DECIBELS_PER_AREA_DOUBLING * doublingsBeyond(pictureSize.area(), easyArea);
        }
        return new FeatureVector(values);
    }

    /**
     * A cluster's score on each kind of path.
     *
     * @param bitsPerSecond the mean bitrate of its members, above 0
     * @param quality their mean quality, in decibels
     */
    public static FeatureVector networkProfile(double bitsPerSecond, double quality) {
        double[] values = new double[Features.BANDWIDTH.count()];
        for (int bin = 0; bin < values.length; bin++) {
            values[bin] = quality
                    - DECIBELS_PER_OVERLOAD_DOUBLING * doublingsBeyond(bitsPerSecond, Features.BANDWIDTH.centre(bin));
        }
        return new FeatureVector(values);
    }

    private static double doublingsBeyond(double value, double limit) {
        return Math.max(0, Math.log(value / limit) / Math.log(2));
    }
}
