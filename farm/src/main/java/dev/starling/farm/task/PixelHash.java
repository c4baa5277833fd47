package dev.starling.farm.task;

import dev.starling.farm.store.ContentKey;
import dev.starling.farm.store.Sha256;
import dev.starling.libav.Frame;
import dev.starling.libav.Plane;
import dev.starling.media.clip.SourceClip;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** The content address of a clip's pictures: their size, colour, times from the clip's start, and every sample. */
public final class PixelHash {
    private PixelHash() {}

    /** The hash of a clip at the display size. */
    public static ContentKey of(SourceClip clip) {
        MessageDigest digest = Sha256.digest();
        for (Frame frame : clip.frames()) {
            ByteBuffer header = ByteBuffer.allocate(3 * Integer.BYTES + 2 * Long.BYTES);
            header.putInt(frame.width())
                    .putInt(frame.height())
                    .putInt(frame.colour().matrixCoefficients())
                    .putLong(frame.presentationTime() - clip.start())
                    .putLong(frame.duration());
            digest.update(header.flip());
            add(digest, frame.luma());
            add(digest, frame.cb());
            add(digest, frame.cr());
        }
        return ContentKey.of(digest);
    }

    private static void add(MessageDigest digest, Plane plane) {
        ByteBuffer samples = plane.samples().asByteBuffer();
        for (int row = 0; row < plane.height(); row++) {
            digest.update(samples.slice(Math.toIntExact(row * plane.strideBytes()), plane.width()));
        }
    }
}
