package dev.starling.quality;

import java.lang.foreign.MemorySegment;

/**
 * One decoded picture, as planes in the caller's memory.
 *
 * @param format sample layout
 * @param width displayed luma samples per row
 * @param height displayed luma rows
 * @param y luma plane
 * @param cb first chroma plane
 * @param cr second chroma plane
 */
public record PlanarFrame(PixelFormat format, int width, int height, SamplePlane y, SamplePlane cb, SamplePlane cr) {

    public PlanarFrame {
        if (width <= 0 || height <= 0) {
            throw new IllegalArgumentException("frame size " + width + "x" + height + " is not positive");
        }
        check("Y", y, width, height, format);
        int chromaWidth = format.chroma().chromaWidth(width);
        int chromaHeight = format.chroma().chromaHeight(height);
        check("Cb", cb, chromaWidth, chromaHeight, format);
        check("Cr", cr, chromaWidth, chromaHeight, format);
    }

    /**
     * Views a packed picture, as in a raw {@code .yuv} file: Y, Cb, Cr, each without padding.
     *
     * @throws IllegalArgumentException when the memory is not {@link #packedBytes} long
     */
    public static PlanarFrame packed(PixelFormat format, int width, int height, MemorySegment samples) {
        long expectedBytes = packedBytes(format, width, height);
        if (samples.byteSize() != expectedBytes) {
            throw new IllegalArgumentException("a packed " + format + " frame of " + width + "x" + height + " takes "
                    + expectedBytes + " bytes, not " + samples.byteSize());
        }
        long lumaStride = (long) width * format.bytesPerSample();
        long chromaStride = (long) format.chroma().chromaWidth(width) * format.bytesPerSample();
        long lumaBytes = lumaStride * height;
        long chromaBytes = chromaStride * format.chroma().chromaHeight(height);
        return new PlanarFrame(
                format,
                width,
                height,
                new SamplePlane(samples.asSlice(0, lumaBytes), lumaStride),
                new SamplePlane(samples.asSlice(lumaBytes, chromaBytes), chromaStride),
                new SamplePlane(samples.asSlice(lumaBytes + chromaBytes, chromaBytes), chromaStride));
    }

    /** Bytes of a picture whose planes follow each other without padding. */
    public static long packedBytes(PixelFormat format, int width, int height) {
        long chromaSamples =
                (long) format.chroma().chromaWidth(width) * format.chroma().chromaHeight(height);
        return ((long) width * height + 2 * chromaSamples) * format.bytesPerSample();
    }

    /** The plane of a component: Y, Cb, Cr for 0, 1, 2. */
    SamplePlane plane(int component) {
        return switch (component) {
            case 0 -> y;
            case 1 -> cb;
            case 2 -> cr;
            default -> throw new IndexOutOfBoundsException(component);
        };
    }

    int planeWidth(int component) {
        return component == 0 ? width : format.chroma().chromaWidth(width);
    }

    int planeHeight(int component) {
        return component == 0 ? height : format.chroma().chromaHeight(height);
    }

    private static void check(String component, SamplePlane plane, int width, int height, PixelFormat format) {
        long rowBytes = (long) width * format.bytesPerSample();
        if (plane.strideBytes() < rowBytes) {
            throw new IllegalArgumentException(component + " plane: a row of " + rowBytes
                    + " bytes does not fit the stride of " + plane.strideBytes());
        }
        long neededBytes = plane.strideBytes() * (height - 1) + rowBytes;
        if (plane.samples().byteSize() < neededBytes) {
            throw new IllegalArgumentException(component + " plane: " + height + " rows need " + neededBytes
                    + " bytes, there are " + plane.samples().byteSize());
        }
    }
}
