package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.h264.bits.BitWriter;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.junit.jupiter.api.Test;

/** Pictures of which only the headers are written, with a frame_num of four bits. */
class FrameNumbersTest {
    private static final int STREAM = 3;
    private static final int PICTURE_SET = 1;
    /** The first bytes of NAL units: nal_ref_idc and nal_unit_type. */
    private static final int PARAMETERS = 0x67;

    private static final int PICTURE_PARAMETERS = 0x68;
    private static final int MESSAGE = 0x06;
    private static final int IDR = 0x65;
    private static final int REFERENCE = 0x61;
    private static final int OTHER = 0x01;

    private final FrameNumbers numbers = new FrameNumbers();

    private static byte[] unit(int header, BitWriter content) {
        content.rbspTrailingBits();
        ByteArrayOutputStream unit = new ByteArrayOutputStream();
        unit.writeBytes(new byte[] {0, 0, 0, 1, (byte) header});
        unit.writeBytes(content.toByteArray());
        return unit.toByteArray();
    }

    private static byte[] joined(byte[]... units) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(units).forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** Baseline, 16x16, and a picture parameter set. */
    private static byte[] parameters(boolean gapsAllowed) {
        BitWriter sps = new BitWriter();
        sps.put(24, 0x42c01e); // profile, constraints, level
        sps.ue(0, "seq_parameter_set_id");
        sps.ue(0, "log2_max_frame_num_minus4");
        sps.ue(2, "pic_order_cnt_type");
        sps.ue(4, "max_num_ref_frames");
        sps.flag(gapsAllowed, "gaps_in_frame_num_value_allowed_flag");
        sps.ue(0, "pic_width_in_mbs_minus1");
        sps.ue(0, "pic_height_in_map_units_minus1");
        sps.put(4, 0b1100); // frames only, direct inference; neither cropping nor usability information
        BitWriter pps = new BitWriter();
        pps.ue(PICTURE_SET, "pic_parameter_set_id");
        pps.ue(0, "seq_parameter_set_id");
        pps.put(2, 0);
        pps.ue(0, "num_slice_groups_minus1");
        pps.ue(0, "num_ref_idx_l0_default_active_minus1");
        pps.ue(0, "num_ref_idx_l1_default_active_minus1");
        pps.put(3, 0); // no weighted prediction
        pps.se(0, "pic_init_qp_minus26");
        pps.se(0, "pic_init_qs_minus26");
        pps.se(0, "chroma_qp_index_offset");
        pps.put(3, 0);
        return joined(unit(PARAMETERS, sps), unit(PICTURE_PARAMETERS, pps));
    }

    private static byte[] picture(int header, int set, int frameNum, boolean unmarksAll) {
        BitWriter slice = new BitWriter();
        slice.ue(0, "first_mb_in_slice");
        slice.ue(7, "slice_type");
        slice.ue(set, "pic_parameter_set_id");
        slice.u(4, frameNum, "frame_num");
        if (header == IDR) {
            slice.ue(0, "idr_pic_id");
            slice.put(2, 0);
        } else if (header == REFERENCE) {
            slice.flag(unmarksAll, "adaptive_ref_pic_marking_mode_flag");
            if (unmarksAll) {
                slice.ue(5, "memory_management_control_operation");
                slice.ue(0, "memory_management_control_operation");
            }
        }
        slice.se(0, "slice_qp_delta");
        return unit(header, slice);
    }

    private boolean leaps(int header, int frameNum) {
        return numbers.leaps(STREAM, picture(header, PICTURE_SET, frameNum, false));
    }

    private void begin() {
        numbers.leaps(STREAM, joined(parameters(false), picture(IDR, PICTURE_SET, 0, false)));
    }

    @Test
    void aMissingReferencePictureIsFoundOnce() {
        begin();
        assertThat(leaps(REFERENCE, 1)).isFalse();
        assertThat(leaps(REFERENCE, 3)).isTrue();
        assertThat(leaps(REFERENCE, 4)).isFalse();
    }

    @Test
    void picturesThatNoOtherRefersToDoNotCount() {
        begin();
        assertThat(leaps(OTHER, 1)).isFalse();
        assertThat(leaps(OTHER, 1)).isFalse();
        assertThat(leaps(REFERENCE, 1)).isFalse();
        assertThat(leaps(OTHER, 2)).isFalse();
    }

    @Test
    void aLeapAtAPictureThatNoOtherRefersToIsFoundOnce() {
        begin();
        assertThat(leaps(OTHER, 4)).isTrue();
        assertThat(leaps(OTHER, 4)).isFalse();
        assertThat(leaps(REFERENCE, 4)).isFalse();
        assertThat(leaps(REFERENCE, 5)).isFalse();
    }

    @Test
    void numbersWrap() {
        begin();
        for (int number = 1; number <= 40; number++) {
            assertThat(leaps(REFERENCE, number % 16)).isFalse();
        }
        assertThat(leaps(OTHER, 0)).isTrue(); // 9 is next
        assertThat(leaps(REFERENCE, 0)).isFalse();
    }

    @Test
    void anIdrPictureAndOneThatUnmarksAllStartAnew() {
        begin();
        assertThat(leaps(REFERENCE, 1)).isFalse();
        assertThat(leaps(IDR, 0)).isFalse();
        assertThat(leaps(REFERENCE, 1)).isFalse();
        assertThat(numbers.leaps(STREAM, picture(REFERENCE, PICTURE_SET, 2, true)))
                .isFalse();
        assertThat(leaps(REFERENCE, 1)).isFalse();
        assertThat(leaps(REFERENCE, 3)).isTrue();
    }

    @Test
    void gapsThatAreAllowedAreNoLosses() {
        numbers.leaps(STREAM, joined(parameters(true), picture(IDR, PICTURE_SET, 0, false)));
        assertThat(leaps(REFERENCE, 5)).isFalse();
    }

    @Test
    void streamsAreCountedByThemselves() {
        begin();
        numbers.leaps(STREAM + 1, joined(parameters(false), picture(IDR, PICTURE_SET, 0, false)));
        assertThat(leaps(REFERENCE, 1)).isFalse();
        assertThat(leaps(REFERENCE, 2)).isFalse();
        assertThat(numbers.leaps(STREAM + 1, picture(REFERENCE, PICTURE_SET, 1, false)))
                .isFalse();
    }

    /** What follows a picture that cannot be read is not known to leap. */
    @Test
    void picturesThatCannotBeReadTellNothing() {
        byte[] cut = joined(parameters(false), Arrays.copyOf(picture(REFERENCE, PICTURE_SET, 5, false), 5));
        byte[] late = joined(unit(MESSAGE, new BitWriter()), new byte[100]);
        for (byte[] unread : new byte[][] {picture(REFERENCE, PICTURE_SET + 1, 5, false), cut, late, {}}) {
            begin();
            assertThat(numbers.leaps(STREAM, unread)).isFalse();
            assertThat(leaps(REFERENCE, 9)).isFalse();
            assertThat(leaps(REFERENCE, 11)).isTrue();
        }
    }

    @Test
    void anEmptyPacketChangesNothing() {
        begin();
        try (AVPacket empty = new AVPacket()) {
            assertThat(numbers.leaps(STREAM, empty)).isFalse();
        }
        assertThat(leaps(REFERENCE, 2)).isTrue();
    }
}
