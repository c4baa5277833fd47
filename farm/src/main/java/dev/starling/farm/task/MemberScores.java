package dev.starling.farm.task;

import dev.starling.swarm.title.Quality;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The stored form of the scores of a member's access units. Each has four f32: PSNR, SSIM, VMAF and VMAF NEG.
 *
 * @param pictures in decoding order
 */
public record MemberScores(List<Quality> pictures) {
    private static final int ENTRY_BYTES = 4 * Float.BYTES;

    public MemberScores {
        pictures = List.copyOf(pictures);
    }

    /** Mean over the pictures. */
    public Quality mean() {
        return Quality.mean(pictures);
    }

    byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(pictures.size() * ENTRY_BYTES);
        pictures.forEach(it -> out.putFloat((float) it.psnr())
                .putFloat((float) it.ssim())
                .putFloat((float) it.vmaf())
                .putFloat((float) it.vmafNeg()));
        return out.array();
    }

    /** Reads the result of a {@link MeasureTask}. */
    public static MemberScores read(byte[] result) {
        ByteBuffer in = ByteBuffer.wrap(result);
        List<Quality> pictures = new ArrayList<>();
        while (in.hasRemaining()) {
            pictures.add(new Quality(in.getFloat(), in.getFloat(), in.getFloat(), in.getFloat()));
        }
        return new MemberScores(pictures);
    }
}
