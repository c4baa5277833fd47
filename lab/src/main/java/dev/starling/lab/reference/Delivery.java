package dev.starling.lab.reference;

import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.video.ChunkedVideo;

/** The delivery of one chunk: from one state of path and buffer to the next. Reused to save allocations. */
final class Delivery {
    private final ReferencePlayer player;
    private final BandwidthTrace trace;
    private final ChunkedVideo video;

    private double pathSeconds;
    private double bufferSeconds;
    private double downloadSeconds;
    private double stallSeconds;

    Delivery(ReferencePlayer player, ChunkedVideo video, BandwidthTrace trace) {
        this.player = player;
        this.trace = trace;
        this.video = video;
    }

    /** The bits that the path could have carried until a time of the trace. */
    double capacityUntil(double time) {
        return trace.bitsUntil(time);
    }

    /**
     * Delivers a chunk.
     *
     * @param chunk its index
     * @param from the time of the trace at its request
     * @param capacity {@link #capacityUntil} that time
     * @param buffer the media in the buffer at its request, in seconds
     * @param bits its size
     */
    void deliver(int chunk, double from, double capacity, double buffer, double bits) {
        double end = trace.timeOf(capacity + bits / player.payloadShare());
        downloadSeconds = end - from + player.roundTripSeconds();
        stallSeconds = Math.max(downloadSeconds - buffer, 0);
        bufferSeconds = Math.max(buffer - downloadSeconds, 0) + video.seconds(chunk);
        pathSeconds = end;
        double above = bufferSeconds - player.bufferCapSeconds();
        if (above > 0) {
            double sleep = Math.ceil(above / player.drainStepSeconds()) * player.drainStepSeconds();
            bufferSeconds -= sleep;
            pathSeconds += sleep;
        }
    }

    /** The time of the trace at the next request. */
    double pathSeconds() {
        return pathSeconds;
    }

    /** The media in the buffer at the next request. */
    double bufferSeconds() {
        return bufferSeconds;
    }

    /** From the request to the last byte. */
    double downloadSeconds() {
        return downloadSeconds;
    }

    /** For how long playback stood still. */
    double stallSeconds() {
        return stallSeconds;
    }
}
