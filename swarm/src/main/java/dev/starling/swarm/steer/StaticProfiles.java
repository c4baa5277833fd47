package dev.starling.swarm.steer;

import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.title.FeatureVector;

/**
 * The profile vectors of a cluster on a clip. Their unit is the price unit of {@link PolicySettings}. The client
 * profile says what its picture size costs on each kind of device. The network profile says what its member of this
 * clip is worth in each state of path, buffer and last quality, with the best that can follow.
 */
final class StaticProfiles {
    private static final double EASY_AREA_PER_PROCESSOR = 1280 * 720;

    private StaticProfiles() {}

    /**
     * A cluster's score on each kind of device.
     *
     * @param pictureSize the picture size of its members
     */
    static FeatureVector clientProfile(PictureSize pictureSize, PolicySettings.Device prices) {
        double[] values = new double[Features.SCREEN_HEIGHT.count() + Features.PROCESSORS.count()];
        for (int bin = 0; bin < Features.SCREEN_HEIGHT.count(); bin++) {
            values[bin] = prices.heightDoubling()
                    * doublingsBeyond(pictureSize.shortSide(), Features.SCREEN_HEIGHT.centre(bin));
        }
        for (int bin = 0; bin < Features.PROCESSORS.count(); bin++) {
            double easyArea = EASY_AREA_PER_PROCESSOR * Features.PROCESSORS.centre(bin);
            values[Features.SCREEN_HEIGHT.count() + bin] =
                    prices.areaDoubling() * doublingsBeyond(pictureSize.area(), easyArea);
        }
        return new FeatureVector(values);
    }

    /**
     * An element of the network profile.
     *
     * @param clip the index of the clip
     * @param bits of the member
     * @param vmaf of the member
     * @param element 0 … {@link Features#NETWORK_COUNT} − 1
     */
    static double network(Outlook outlook, PolicySettings settings, int clip, double bits, double vmaf, int element) {
        if (element >= Features.QUALITY) {
            return settings.quality(vmaf, element - Features.QUALITY);
        }
        if (element >= Features.STARTING) {
            int bandwidth = element - Features.STARTING;
            double seconds = (bits + outlook.soundBits(clip, bandwidth)) / Outlook.BANDWIDTH.centre(bandwidth);
            return settings.quality(vmaf)
                    + settings.prices().waiting().startUpSecond() * seconds
                    + outlook.afterArrival(clip, bandwidth, 0, vmaf);
        }
        int bandwidth = element / Outlook.BUFFER.count();
        double buffer = Outlook.BUFFER.at(element % Outlook.BUFFER.count());
        double seconds = (bits + outlook.soundBits(clip, bandwidth)) / Outlook.BANDWIDTH.centre(bandwidth);
        return outlook.afterArrival(clip, bandwidth, buffer - seconds, vmaf);
    }

    private static double doublingsBeyond(double value, double limit) {
        return Math.max(0, Math.log(value / limit) / Math.log(2));
    }
}
