package dev.starling.media.decoding;

/**
 * Packets of a stream that follow each other in a track.
 *
 * @param stream its {@linkplain Demuxer#number number}
 * @param from the number of the first packet in the stream
 * @param until the number of the first one after the last; {@link Long#MAX_VALUE} if all others belong to it
 */
record Run(int stream, long from, long until) {
    /** All packets of a stream. */
    static Run of(int stream) {
        return new Run(stream, 0, Long.MAX_VALUE);
    }
}
