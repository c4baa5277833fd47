package dev.starling.film;

import dev.starling.film.Film.Samples;
import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Ratio;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntConsumer;

/** Writes the sample title to a lossless file. Several threads paint the pictures, which are written in order. */
public final class SampleFile {
    private static final int TICKS_PER_FRAME = 90_000 / SampleTitle.FRAMES_PER_SECOND;

    private SampleFile() {}

    /**
     * Writes the title.
     *
     * @param threads number of painting threads, at least 1
     * @param progress receives the number of written pictures, on the calling thread
     * @throws dev.starling.libav.MediaException IO if the file cannot be written
     */
    public static void write(SampleTitle title, Path path, int threads, IntConsumer progress) {
        BlockingQueue<SampleTitle.Painter> idle = new LinkedBlockingQueue<>();
        for (int i = 0; i < threads; i++) {
            idle.add(title.painter());
        }
        Queue<CompletableFuture<Frame>> painting = new ArrayDeque<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads);
                MediaWriter writer = MediaWriter.lossless(
                        path,
                        new FrameSize(SampleTitle.WIDTH, SampleTitle.HEIGHT),
                        new Ratio(SampleTitle.FRAMES_PER_SECOND, 1),
                        Soundtrack.SAMPLE_RATE,
                        Soundtrack.CHANNELS)) {
            try {
                CompletableFuture<float[]> sound = CompletableFuture.supplyAsync(title::sound, executor);
                int next = 0;
                for (int written = 0; written < title.frames(); written++) {
                    // One more picture than threads, so that no thread waits for the writer.
                    while (next < title.frames() && painting.size() <= threads) {
                        int frame = next++;
                        painting.add(CompletableFuture.supplyAsync(() -> painted(idle, frame), executor));
                    }
                    try (Frame frame = painting.remove().join()) {
                        writer.write(frame);
                    }
                    writer.write(soundOf(sound.join(), written, title.frames()));
                    progress.accept(written + 1);
                }
                writer.finish();
            } finally {
                painting.forEach(SampleFile::discard);
            }
        }
    }

    private static Frame painted(BlockingQueue<SampleTitle.Painter> idle, int index) {
        Frame frame = Frame.allocate(
                SampleTitle.WIDTH, SampleTitle.HEIGHT, Colour.BT601, (long) index * TICKS_PER_FRAME, TICKS_PER_FRAME);
        SampleTitle.Painter painter = idle.remove();
        try {
            painter.paint(
                    index,
                    new Samples(
                            frame.luma().samples(),
                            frame.cb().samples(),
                            frame.cr().samples(),
                            frame.luma().strideBytes(),
                            frame.cb().strideBytes()));
            return frame;
        } catch (RuntimeException | Error failure) {
            frame.close();
            throw failure;
        } finally {
            idle.add(painter);
        }
    }

    /** The part of the sound that belongs to one picture. */
    private static float[] soundOf(float[] sound, int frame, int frames) {
        int moments = sound.length / Soundtrack.CHANNELS;
        int from = (int) ((long) moments * frame / frames) * Soundtrack.CHANNELS;
        int until = (int) ((long) moments * (frame + 1) / frames) * Soundtrack.CHANNELS;
        return Arrays.copyOfRange(sound, from, until);
    }

    private static void discard(CompletableFuture<Frame> picture) {
        try {
            picture.join().close();
        } catch (CompletionException e) {
            // The picture was not painted. The caller gets this failure or an earlier one.
        }
    }
}
