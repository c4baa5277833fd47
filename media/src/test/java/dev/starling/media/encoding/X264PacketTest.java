package dev.starling.media.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.h264.nal.NalUnit;
import dev.starling.libav.MediaException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class X264PacketTest {
    private static X264Packet read(String hex) {
        return X264Packet.read(HexFormat.of().parseHex(hex.replace(" ", "")), 7200);
    }

    private static List<PictureType> types(String hex) {
        return read(hex).slices().stream().map(X264Packet::typeOf).toList();
    }

    @Test
    void slicesHaveTheTypeOfTheirPicture() {
        // 65 88: IDR, slice_type 7 (I); 41 9a: slice_type 5 (P); 01 9e: slice_type 6 (B); 41 88: slice_type 7 (I)
        assertThat(types("00000001 0605 000001 6588 000001 6588")).containsExactly(PictureType.IDR, PictureType.IDR);
        assertThat(types("00000001 419a")).containsExactly(PictureType.P);
        assertThat(types("00000001 019e")).containsExactly(PictureType.B);
        assertThat(types("00000001 4188")).containsExactly(PictureType.P);
    }

    @Test
    void otherNalUnitsAreNotSlices() {
        X264Packet packet = read("00000001 0605 000001 6588");
        assertThat(packet.nalUnits()).hasSize(2);
        assertThat(packet.slices()).containsExactly(NalUnit.of(new byte[] {0x65, (byte) 0x88}));
        assertThat(packet.presentationTime()).isEqualTo(7200);
        assertThat(read("").slices()).isEmpty();
    }

    @Test
    void bytesOutsideTheByteStreamAreAFailureOfTheEncoder() {
        assertThatThrownBy(() -> read("65 88 80"))
                .isInstanceOfSatisfying(
                        MediaException.class, e -> assertThat(e.kind()).isEqualTo(MediaException.Kind.ENCODE));
    }

    @Test
    void aSliceWithoutAHeaderIsAFailureOfTheEncoder() {
        assertThatThrownBy(() -> types("000001 41"))
                .isInstanceOf(MediaException.class)
                .hasMessageContaining("header");
    }
}
