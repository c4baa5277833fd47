package dev.starling.libav;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/** Loads FFmpeg once, and turns its return codes into exceptions. */
public final class Natives {
    /** Presentation times everywhere in this package: ticks a second, as in MPEG systems. */
    public static final int TICKS_PER_SECOND = 90_000;

    static {
        // JavaCPP compares the whole process's resident memory with a multiple of the Java heap and fails allocations
        // above
        // it. Our frames live outside the heap on purpose and are freed by close(), so both limits and the reference
        // processing behind them only get in the way.
        System.setProperty("org.bytedeco.javacpp.maxBytes", "0");
        System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        quietSvtAv1();
        Loader.load(avutil.class);
        Loader.load(avcodec.class);
        Loader.load(avformat.class);
        Loader.load(swscale.class);
        Loader.load(swresample.class);
        Loader.load(avfilter.class);
        NativeLog.install();
    }

    private Natives() {}

    /**
     * SVT-AV1 does not speak through FFmpeg, but to stderr, unless this variable says that it be silent but where it
     * dies.
     */
    @SuppressWarnings("restricted") // setenv(3) as POSIX has it; no encoder runs yet that could read the environment
    private static void quietSvtAv1() {
        Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            int _ = (int) linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("setenv"),
                            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT))
                    .invokeExact(arena.allocateFrom("SVT_LOG"), arena.allocateFrom("0"), 0);
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Every class that calls FFmpeg says this first, so that the libraries and the log are in place. */
    public static void load() {}

    /** FFmpeg's own words for a return code. */
    public static String errorText(int returnCode) {
        byte[] text = new byte[256];
        av_strerror(returnCode, text, text.length);
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return new String(text, 0, end, StandardCharsets.UTF_8);
    }

    /** Passes a non-negative return code through; a negative one is a defect or out of memory, never bad input. */
    public static int check(int returnCode, String call) {
        if (returnCode < 0) {
            throw MediaException.of(MediaException.Kind.INTERNAL, call + " failed: " + errorText(returnCode));
        }
        return returnCode;
    }

    /** Passes a native object through; FFmpeg's constructors return null only when out of memory. */
    public static <P extends Pointer> P allocated(P pointer, String call) {
        if (Pointer.isNull(pointer)) {
            throw MediaException.of(MediaException.Kind.INTERNAL, call + " returned no memory");
        }
        return pointer;
    }

    /** The {@code bytes} bytes at a native address, for as long as their owner keeps them. */
    @SuppressWarnings("restricted") // the caller knows from FFmpeg's documentation how long the memory is
    public static MemorySegment memory(Pointer start, long bytes) {
        return MemorySegment.ofAddress(start.address()).reinterpret(bytes);
    }

    public static AVRational rational(int numerator, int denominator) {
        return new AVRational().num(numerator).den(denominator);
    }

    public static AVRational ticks() {
        return rational(1, TICKS_PER_SECOND);
    }
}
