package dev.starling.h264;

import dev.starling.h264.bits.BitWriter;
import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.edit.Blend;
import dev.starling.h264.edit.BlendLevel;
import dev.starling.h264.edit.CodedVideo;
import dev.starling.h264.edit.Requantisation;
import dev.starling.h264.entropy.CabacEncoder;
import dev.starling.h264.nal.AnnexB;
import dev.starling.h264.nal.AnnexB.ByteStreamNalUnit;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.nal.NalUnitType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Runs every entry point on streams of one megabyte that are made to exhaust a reader, and prints the time for each.
 * {@link HeapLimitTest} runs this with a small heap.
 */
final class HostileStreams {
    private static final int MEGABYTE = 1 << 20;

    /** The largest frame of level 6.2, the highest level. */
    private static final int WIDTH_IN_MBS = 512;

    private static final int HEIGHT_IN_MBS = 272;

    private static final int LEVEL_IDC = 62;
    private static final int MB_SKIP_FLAG_P = 11;

    private HostileStreams() {}

    public static void main(String[] args) {
        for (Map.Entry<String, byte[]> stream : all().entrySet()) {
            long start = System.nanoTime();
            exercise(stream.getValue());
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d bytes, %.2f s%n",
                    stream.getKey(),
                    stream.getValue().length,
                    (System.nanoTime() - start) / 1e9);
        }
    }

    /** Anything except a result or the declared exception ends the program. */
    private static void exercise(byte[] stream) {
        Inspection.of(stream);
        new Identity().check(stream);
        try {
            CodedVideo video = CodedVideo.read(stream);
            CodedVideo requantised = Requantisation.requantise(video, picture -> 6, 1);
            Blend.blend(video, requantised, BlendLevel.COEFFICIENT, 0.5);
        } catch (H264Exception e) {
            if (e.syntaxElement().isEmpty()) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static Map<String, byte[]> all() {
        Map<String, byte[]> streams = new LinkedHashMap<>();
        streams.put("empty NAL units", repeated(new byte[] {0, 0, 1}, MEGABYTE));
        streams.put("NAL units of one byte", repeated(new byte[] {0, 0, 1, 0x65}, MEGABYTE));
        streams.put("slices of two bytes without parameter sets", repeated(new byte[] {0, 0, 1, 0x65, 0x55}, MEGABYTE));
        streams.put("emulation prevention bytes only", emulationPrevention());
        streams.put("random bytes", random());
        for (String name : SmallStreams.NAMES) {
            byte[] small = SmallStreams.read(name);
            streams.put(name + ", damaged again and again", damaged(small, name.hashCode()));
        }
        streams.put("small pictures, CAVLC", repeated(SmallStreams.read("cavlc-mbaff"), MEGABYTE));
        streams.put("small pictures, CABAC", repeated(SmallStreams.read("cabac"), MEGABYTE));
        streams.put("largest pictures of skipped macroblocks, CAVLC", skippedPictures(false));
        streams.put("largest pictures of skipped macroblocks, CABAC", skippedPictures(true));
        return streams;
    }

    private static byte[] repeated(byte[] part, int length) {
        byte[] all = new byte[length / part.length * part.length];
        for (int at = 0; at < all.length; at += part.length) {
            System.arraycopy(part, 0, all, at, part.length);
        }
        return all;
    }

    private static byte[] emulationPrevention() {
        byte[] all = repeated(new byte[] {0, 0, 3}, MEGABYTE);
        all[2] = 1;
        all[3] = 0x65;
        return all;
    }

    private static byte[] random() {
        byte[] all = new byte[MEGABYTE];
        SplittableRandom random = new SplittableRandom(1);
        random.nextBytes(all);
        for (int at = 0; at + 4 < all.length; at += random.nextInt(5, 2000)) {
            all[at] = 0;
            all[at + 1] = 0;
            all[at + 2] = 1;
            all[at + 3] = (byte) (random.nextInt(1, 10) | 0x60);
        }
        all[0] = 0;
        all[1] = 0;
        all[2] = 1;
        return all;
    }

    private static byte[] damaged(byte[] small, long seed) {
        byte[] all = repeated(small, MEGABYTE);
        SplittableRandom random = new SplittableRandom(seed);
        for (int at = random.nextInt(4, 1000); at < all.length; at += random.nextInt(1, 1000)) {
            all[at] = (byte) random.nextInt();
        }
        return all;
    }

    private static byte[] skippedPictures(boolean cabac) {
        List<ByteStreamNalUnit> units = new ArrayList<>();
        units.add(unit(0x60, NalUnitType.SEQUENCE_PARAMETER_SET, sequenceParameterSet()));
        units.add(unit(0x60, NalUnitType.PICTURE_PARAMETER_SET, pictureParameterSet(cabac)));
        for (int frame = 0; frame < 8; frame++) {
            units.add(unit(0, NalUnitType.SLICE_NON_IDR, skippedPicture(frame, cabac)));
        }
        return new AnnexB(units, 0).toByteArray();
    }

    private static ByteStreamNalUnit unit(int nalRefIdcBits, NalUnitType type, byte[] rbsp) {
        return new ByteStreamNalUnit(3, NalUnit.ofRbsp(nalRefIdcBits >> 5, type, rbsp));
    }

    private static byte[] sequenceParameterSet() {
        BitWriter bits = new BitWriter();
        bits.u(8, 77, "profile_idc");
        bits.u(8, 0, "constraint_set_flags");
        bits.u(8, LEVEL_IDC, "level_idc");
        bits.ue(0, "seq_parameter_set_id");
        bits.ue(0, "log2_max_frame_num_minus4");
        bits.ue(2, "pic_order_cnt_type");
        bits.ue(1, "max_num_ref_frames");
        bits.flag(false, "gaps_in_frame_num_value_allowed_flag");
        bits.ue(WIDTH_IN_MBS - 1, "pic_width_in_mbs_minus1");
        bits.ue(HEIGHT_IN_MBS - 1, "pic_height_in_map_units_minus1");
        bits.flag(true, "frame_mbs_only_flag");
        bits.flag(true, "direct_8x8_inference_flag");
        bits.flag(false, "frame_cropping_flag");
        bits.flag(false, "vui_parameters_present_flag");
        bits.rbspTrailingBits();
        return bits.toByteArray();
    }

    private static byte[] pictureParameterSet(boolean cabac) {
        BitWriter bits = new BitWriter();
        bits.ue(0, "pic_parameter_set_id");
        bits.ue(0, "seq_parameter_set_id");
        bits.flag(cabac, "entropy_coding_mode_flag");
        bits.flag(false, "bottom_field_pic_order_in_frame_present_flag");
        bits.ue(0, "num_slice_groups_minus1");
        bits.ue(0, "num_ref_idx_l0_default_active_minus1");
        bits.ue(0, "num_ref_idx_l1_default_active_minus1");
        bits.flag(false, "weighted_pred_flag");
        bits.u(2, 0, "weighted_bipred_idc");
        bits.se(0, "pic_init_qp_minus26");
        bits.se(0, "pic_init_qs_minus26");
        bits.se(0, "chroma_qp_index_offset");
        bits.flag(false, "deblocking_filter_control_present_flag");
        bits.flag(false, "constrained_intra_pred_flag");
        bits.flag(false, "redundant_pic_cnt_present_flag");
        bits.rbspTrailingBits();
        return bits.toByteArray();
    }

    private static byte[] skippedPicture(int frameNum, boolean cabac) {
        BitWriter bits = new BitWriter();
        bits.ue(0, "first_mb_in_slice");
        bits.ue(0, "slice_type");
        bits.ue(0, "pic_parameter_set_id");
        bits.u(4, frameNum, "frame_num");
        bits.flag(false, "num_ref_idx_active_override_flag");
        bits.flag(false, "ref_pic_list_modification_flag_l0");
        if (cabac) {
            bits.ue(0, "cabac_init_idc");
        }
        bits.se(0, "slice_qp_delta");
        int macroblocks = WIDTH_IN_MBS * HEIGHT_IN_MBS;
        if (!cabac) {
            bits.ue(macroblocks, "mb_skip_run");
            bits.rbspTrailingBits();
            return bits.toByteArray();
        }
        bits.alignWithOnes();
        CabacEncoder encoder = new CabacEncoder();
        encoder.reset();
        encoder.initContexts(1, 26);
        for (int mb = 0; mb < macroblocks; mb++) {
            encoder.encodeDecision(MB_SKIP_FLAG_P, 1);
            if (mb + 1 < macroblocks) {
                encoder.encodeTerminate0();
            }
        }
        encoder.encodeTerminate1();
        bits.bytes(encoder.data(), 0, encoder.sizeBytes());
        return bits.toByteArray();
    }
}
