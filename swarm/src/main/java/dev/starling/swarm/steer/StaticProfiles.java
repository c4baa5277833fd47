package dev.starling.swarm.steer;

import dev.starling.swarm.profile.PictureSize;

/**
 * The profile vectors of a cluster on a clip. Their unit is the price unit of {@link PolicySettings}. The client
 * profile says what its picture size costs on each kind of device. The network profile says what its member of this
 * clip is worth in each state of path, buffer and last quality, with the best that can follow.
 */
final class StaticProfiles {
    private static final double EASY_AREA_PER_PROCESSOR = 1280 * 720;

    private StaticProfiles() {}

    /**
     * An element of the client profile: a cluster's score on a kind of device.
     *
     * @param pictureSize the picture size of its members
     * @param element 0 … {@link Features#CLIENT_COUNT} − 1
     */
    static double client(PictureSize pictureSize, PolicySettings.Device prices, int element) {
        if (element < Features.SCREEN_HEIGHT.count()) {
            return prices.heightDoubling()
                    * doublingsBeyond(pictureSize.shortSide(), Features.SCREEN_HEIGHT.centre(element));
        }
        double processors = Features.PROCESSORS.centre(element - Features.SCREEN_HEIGHT.count());
        return prices.areaDoubling() * doublingsBeyond(pictureSize.area(), EASY_AREA_PER_PROCESSOR * processors);
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
