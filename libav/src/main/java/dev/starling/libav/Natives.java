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

/** Loads FFmpeg once and turns its return codes into exceptions. */
public final class Natives {
    /** The unit of all presentation times and durations: 1/90000 s, as in MPEG systems. */
    public static final int TICKS_PER_SECOND = 90_000;

    static {
        // JavaCPP compares the resident memory of the process with a multiple of the Java heap and fails allocations
        // above it. Our frames live outside the heap on purpose and close() frees them, so its limits are turned off.
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

    /** SVT-AV1 logs to stderr, not through FFmpeg. With this variable it logs fatal errors only. */
    @SuppressWarnings("restricted") // setenv(3) of POSIX; no encoder runs yet that could read the environment
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

    /** Loads the libraries and installs the log. Every class that calls FFmpeg calls this first. */
    public static void load() {}

    /** FFmpeg's message for a return code. */
    public static String errorText(int returnCode) {
        byte[] text = new byte[256];
        av_strerror(returnCode, text, text.length);
        int until = 0;
        while (until < text.length && text[until] != 0) {
            until++;
        }
        return new String(text, 0, until, StandardCharsets.UTF_8);
    }

    /**
     * Passes a non-negative return code through.
     *
     * @throws MediaException INTERNAL if it is negative. Use this only for calls that do not fail on bad input
     */
    public static int check(int returnCode, String call) {
        if (returnCode < 0) {
            throw MediaException.of(MediaException.Kind.INTERNAL, call + " failed: " + errorText(returnCode));
        }
        return returnCode;
    }

    /**
     * Passes a native object through.
     *
     * @throws MediaException INTERNAL if it is null: FFmpeg is out of memory
     */
    public static <P extends Pointer> P allocated(P pointer, String call) {
        if (Pointer.isNull(pointer)) {
            throw MediaException.of(MediaException.Kind.INTERNAL, call + " returned no memory");
        }
        return pointer;
    }

    /** The {@code bytes} bytes at a native address. Their owner decides how long they are valid. */
    @SuppressWarnings("restricted") // the caller knows the size of the memory from FFmpeg's documentation
    public static MemorySegment memory(Pointer start, long bytes) {
        return MemorySegment.ofAddress(start.address()).reinterpret(bytes);
    }

    /** A fraction as FFmpeg's type. */
    public static AVRational rational(int numerator, int denominator) {
        return new AVRational().num(numerator).den(denominator);
    }

    /** The time base 1/90000 s. */
    public static AVRational ticks() {
        return rational(1, TICKS_PER_SECOND);
    }
}
