package dev.starling.media.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.Plane;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PosterPictureTest {
    private static void fill(Plane plane, int sample) {
        for (int y = 0; y < plane.height(); y++) {
            for (int x = 0; x < plane.width(); x++) {
                plane.samples().set(ValueLayout.JAVA_BYTE, y * plane.strideBytes() + x, (byte) sample);
            }
        }
    }

    /** The samples are those of pure colours in ITU-R BT.601 and BT.709. */
    @ParameterizedTest
    @CsvSource({
        "BT601, 81, 90, 240, 255, 0, 0",
        "BT601, 145, 54, 34, 0, 255, 0",
        "BT709, 63, 102, 240, 255, 0, 0",
        "BT709, 32, 240, 118, 0, 0, 255",
        "BT709, 235, 128, 128, 255, 255, 255",
        "BT601, 16, 128, 128, 0, 0, 0"
    })
    void aPosterHasTheColoursOfItsPicture(String colour, int luma, int cb, int cr, int red, int green, int blue)
            throws IOException {
        try (Frame frame = Frame.allocate(640, 480, Colour.valueOf(colour), 0, 1)) {
            fill(frame.luma(), luma);
            fill(frame.cb(), cb);
            fill(frame.cr(), cr);
            PosterPicture poster = PosterPicture.of(frame);
            BufferedImage image =
                    ImageIO.read(new ByteArrayInputStream(poster.jpeg().array()));
            assertThat(image.getWidth()).isEqualTo(320);
            assertThat(image.getHeight()).isEqualTo(240);
            assertThat(poster.contrast()).isZero();
            Color middle = new Color(image.getRGB(160, 120));
            assertThat(middle.getRed()).isCloseTo(red, within(4));
            assertThat(middle.getGreen()).isCloseTo(green, within(4));
            assertThat(middle.getBlue()).isCloseTo(blue, within(4));
        }
    }
}
