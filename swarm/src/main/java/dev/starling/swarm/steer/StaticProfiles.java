package dev.starling.swarm.steer;

import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.title.FeatureVector;

/**
 * The client and network profile vectors of a cluster as they follow from what its members measured. Their unit is that
 * of quality, decibels: what the cluster is worth to a client, less what its bits cost where they do not fit.
 */
public final class StaticProfiles {
    /** What each doubling of the picture height beyond the screen's is worth: detail nobody sees. */
    private static final double DECIBELS_A_HEIGHT_DOUBLING = 3;
    /** What each doubling of the bitrate beyond the path's bandwidth costs: stalls. */
    private static final double DECIBELS_AN_OVERLOAD_DOUBLING = 16;
    /** Pictures beyond this area, doubled once, cost a device of one processor this much. */
    private static final double DECIBELS_AN_AREA_DOUBLING = 2;

    private static final double EASY_AREA_A_PROCESSOR = 1280 * 720;

    private StaticProfiles() {}

    /**
     * What a cluster is worth to each kind of device.
     *
     * @param pictureSize the size of its members' pictures
     */
    public static FeatureVector clientProfile(PictureSize pictureSize) {
        double[] values = new double[Features.SCREEN_HEIGHT.count() + Features.PROCESSORS.count()];
        for (int bin = 0; bin < Features.SCREEN_HEIGHT.count(); bin++) {
            values[bin] = -DECIBELS_A_HEIGHT_DOUBLING
                    * doublingsBeyond(pictureSize.shortSide(), Features.SCREEN_HEIGHT.centre(bin));
        }
        for (int bin = 0; bin < Features.PROCESSORS.count(); bin++) {
            double easyArea = EASY_AREA_A_PROCESSOR * Features.PROCESSORS.centre(bin);
            values[Features.SCREEN_HEIGHT.count() + bin] =
                    -DECIBELS_AN_AREA_DOUBLING * doublingsBeyond(pictureSize.area(), easyArea);
        }
        return new FeatureVector(values);
    }

    /**
     * What a cluster is worth on each kind of path.
     *
     * @param bitsPerSecond the mean bitrate of its members, above 0
     * @param quality their mean quality in decibels
     */
    public static FeatureVector networkProfile(double bitsPerSecond, double quality) {
        double[] values = new double[Features.BANDWIDTH.count()];
        for (int bin = 0; bin < values.length; bin++) {
            values[bin] = quality
                    - DECIBELS_AN_OVERLOAD_DOUBLING * doublingsBeyond(bitsPerSecond, Features.BANDWIDTH.centre(bin));
        }
        return new FeatureVector(values);
    }

    private static double doublingsBeyond(double value, double limit) {
        return Math.max(0, Math.log(value / limit) / Math.log(2));
    }
}
