package dev.starling.media.encoding;

import dev.starling.h264.syntax.AvcDecoderConfigurationRecord;
import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Plane;
import dev.starling.libav.Scaler;
import dev.starling.media.Bytes;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * A small picture that stands for a title.
 *
 * @param jpeg a JPEG file
 * @param contrast the standard deviation of its luma samples, 0–128: that of a black picture is 0
 */
public record PosterPicture(Bytes jpeg, double contrast) {
    private static final int MAX_LONG_SIDE = 320;
    private static final float JPEG_QUALITY = 0.8f;

    /**
     * Decodes an IDR picture and makes a poster of it, of at most 320 samples at its longer side.
     *
     * @param configuration its parameter sets
     * @return empty if the decoder gives no picture
     */
    public static Optional<PosterPicture> of(AvcDecoderConfigurationRecord configuration, CodedPicture idr) {
        List<PosterPicture> made = new ArrayList<>();
        MemberDecoder.decode(configuration, List.of(idr), frame -> made.add(of(frame)));
        return made.stream().findFirst();
    }

    /** Makes a poster of a frame with 8 bits. */
    static PosterPicture of(Frame frame) {
        FrameSize size = smaller(frame.size());
        try (Scaler scaler = new Scaler(size.width(), size.height());
                Frame scaled = scaler.scale(frame)) {
            return new PosterPicture(Bytes.adopt(jpeg(rgb(scaled))), contrast(scaled.luma()));
        }
    }

    private static FrameSize smaller(FrameSize size) {
        double scale = Math.min(1, (double) MAX_LONG_SIDE / Math.max(size.width(), size.height()));
        return new FrameSize(even(size.width() * scale), even(size.height() * scale));
    }

    private static int even(double samples) {
        return Math.max(2, 2 * (int) Math.round(samples / 2));
    }

    private static int sample(Plane plane, int x, int y) {
        return Byte.toUnsignedInt(plane.samples().get(ValueLayout.JAVA_BYTE, y * plane.strideBytes() + x));
    }

    private static double contrast(Plane luma) {
        double sum = 0;
        double squares = 0;
        for (int y = 0; y < luma.height(); y++) {
            for (int x = 0; x < luma.width(); x++) {
                int sample = sample(luma, x, y);
                sum += sample;
                squares += (double) sample * sample;
            }
        }
        double count = (double) luma.width() * luma.height();
        return Math.sqrt(Math.max(0, squares / count - sum / count * (sum / count)));
    }

    /** The red, green and blue of limited-range samples (ITU-R BT.601 and BT.709). */
    private static BufferedImage rgb(Frame frame) {
        boolean highDefinition = frame.colour() == Colour.BT709;
        double redOfCr = highDefinition ? 1.793 : 1.596;
        double greenOfCb = highDefinition ? -0.213 : -0.392;
        double greenOfCr = highDefinition ? -0.533 : -0.813;
        double blueOfCb = highDefinition ? 2.112 : 2.017;
        Plane luma = frame.luma();
        Plane cbPlane = frame.cb();
        Plane crPlane = frame.cr();
        BufferedImage image = new BufferedImage(luma.width(), luma.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < luma.height(); y++) {
            for (int x = 0; x < luma.width(); x++) {
                double grey = 1.164 * (sample(luma, x, y) - 16);
                int cb = sample(cbPlane, x / 2, y / 2) - 128;
                int cr = sample(crPlane, x / 2, y / 2) - 128;
                int red = eightBits(grey + redOfCr * cr);
                int green = eightBits(grey + greenOfCb * cb + greenOfCr * cr);
                int blue = eightBits(grey + blueOfCb * cb);
                image.setRGB(x, y, red << 16 | green << 8 | blue);
            }
        }
        return image;
    }

    private static int eightBits(double value) {
        return Math.clamp(Math.round(value), 0, 255);
    }

    private static byte[] jpeg(BufferedImage image) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(JPEG_QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
