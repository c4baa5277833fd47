package dev.starling.farm.task;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The scores of a member's access units, as the farm keeps them: for each, two f32: PSNR and SSIM.
 *
 * @param pictures in decoding order
 */
public record MemberScores(List<PictureScore> pictures) {
    private static final int ENTRY_BYTES = 2 * Float.BYTES;

    public MemberScores {
        pictures = List.copyOf(pictures);
    }

    /** Mean PSNR, in decibels. */
    public double meanPsnr() {
        return pictures.stream().mapToDouble(PictureScore::psnr).average().orElseThrow();
    }

    /** Mean SSIM. */
    public double meanSsim() {
        return pictures.stream().mapToDouble(PictureScore::ssim).average().orElseThrow();
    }

    byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(pictures.size() * ENTRY_BYTES);
        pictures.forEach(it -> out.putFloat(it.psnr()).putFloat(it.ssim()));
        return out.array();
    }

    /** Reads what {@link MeasureTask} made. */
    public static MemberScores read(byte[] result) {
        ByteBuffer in = ByteBuffer.wrap(result);
        List<PictureScore> pictures = new ArrayList<>();
        while (in.hasRemaining()) {
            pictures.add(new PictureScore(in.getFloat(), in.getFloat()));
        }
        return new MemberScores(pictures);
    }
}
