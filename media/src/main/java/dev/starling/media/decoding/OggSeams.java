package dev.starling.media.decoding;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where another Ogg file begins (RFC 3533, 4 and 6): at a page that begins a stream, after data, if all streams before
 * it have ended, or one of them begins again. A single stream goes on in another one without that: FFmpeg reads on.
 */
final class OggSeams implements FileSeams {
    private static final int BEGINS = 2;
    private static final int ENDS = 4;

    private final List<Long> starts = new ArrayList<>(List.of(0L));
    /** The serial numbers of the streams since the last data of other ones. */
    private final Set<Integer> streams = new HashSet<>();

    private final Set<Integer> ended = new HashSet<>();
    private boolean data;

    @Override
    public void take(long at, ByteBuffer head) {
        int flags = head.get(5);
        int serial = head.getInt(14);
        if ((flags & BEGINS) != 0) {
            boolean anew = data && (ended.containsAll(streams) || streams.contains(serial));
            if (anew && streams.size() > 1) {
                starts.add(at);
            }
            if (anew) {
                streams.clear();
                ended.clear();
                data = false;
            }
            streams.add(serial);
        } else {
            // Headers have a position of 0, and pages on which no packet ends have −1.
            data |= Long.reverseBytes(head.getLong(6)) > 0;
        }
        if ((flags & ENDS) != 0) {
            ended.add(serial);
        }
    }

    @Override
    public List<Long> starts() {
        return starts;
    }
}
