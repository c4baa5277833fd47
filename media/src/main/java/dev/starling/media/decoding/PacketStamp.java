package dev.starling.media.decoding;

/**
 * The stamps of a packet as the container has them, in 1/90000 s.
 *
 * @param stream the index of its stream
 * @param medium what the stream carries
 * @param access whether decoding may start with it
 * @param position where it starts in the file; packets of one stream come in this order
 * @param decodingTime {@link #MISSING} if the packet has none
 * @param presentationTime the decoding time if the packet has none; {@link #MISSING} if it has neither
 * @param duration 0 if unknown
 * @param way to the packet, in the file
 */
record PacketStamp(
        int stream,
        Medium medium,
        Access access,
        long position,
        long decodingTime,
        long presentationTime,
        long duration,
        Way way) {
    /** What a stream carries. */
    enum Medium {
        PICTURES,
        SOUND
    }

    /** Whether decoding may start with a packet. */
    enum Access {
        /** It may. All packets before this one are presented before it. */
        KEY,
        OTHER
    }

    /** What a demuxer meets between the packet that it gave before and this one. */
    enum Way {
        CLEAR,
        /** Nothing is lost as far as packets are counted, but what came before may have no end. */
        TORN,
        DAMAGED,
        /** The stream announces that a clock or a counter starts anew. */
        ANNOUNCED,
        /** Both, as where recordings were joined. */
        DAMAGED_AND_ANNOUNCED;

        boolean isDamaged() {
            return this == DAMAGED || this == DAMAGED_AND_ANNOUNCED;
        }

        boolean isAnnounced() {
            return this == ANNOUNCED || this == DAMAGED_AND_ANNOUNCED;
        }

        /** What is met on both ways. */
        Way and(Way other) {
            boolean announced = isAnnounced() || other.isAnnounced();
            if (isDamaged() || other.isDamaged()) {
                return announced ? DAMAGED_AND_ANNOUNCED : DAMAGED;
            }
            boolean torn = this == TORN || other == TORN;
            return announced ? ANNOUNCED : torn ? TORN : CLEAR;
        }
    }

    /** There is no stamp. */
    static final long MISSING = Long.MIN_VALUE;

    /** The longest time that is believed; sums of some of them do not overflow. */
    private static final long MAX_TICKS = Long.MAX_VALUE >> 8;

    PacketStamp {
        if (decodingTime != MISSING && Math.abs(decodingTime) > MAX_TICKS) {
            decodingTime = MISSING;
        }
        if (presentationTime == MISSING || Math.abs(presentationTime) > MAX_TICKS) {
            presentationTime = decodingTime;
        }
        duration = duration < 0 || duration > MAX_TICKS ? 0 : duration;
    }

    /** The same with another decoding time. */
    PacketStamp decodedAt(long time) {
        return new PacketStamp(stream, medium, access, position, time, presentationTime, duration, way);
    }

    /** The same without its presentation time. */
    PacketStamp withoutPresentationTime() {
        return new PacketStamp(stream, medium, access, position, decodingTime, MISSING, duration, way);
    }
}
