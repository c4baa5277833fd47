package dev.starling.farm.encode;

import dev.starling.farm.FarmException;
import dev.starling.farm.Phase;
import dev.starling.farm.executor.Workbench;
import dev.starling.farm.store.ContentKey;
import dev.starling.farm.store.Sha256;
import dev.starling.farm.task.AudioTask;
import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.PixelHash;
import dev.starling.farm.task.SourceFormat;
import dev.starling.libav.FrameSize;
import dev.starling.media.clip.ClipFinder;
import dev.starling.media.clip.ClipLengths;
import dev.starling.media.clip.ClipReader;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.media.decoding.SourceInfo;
import dev.starling.media.decoding.VideoReader;
import dev.starling.media.encoding.EncoderVersion;
import dev.starling.quality.QualityMeter;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.title.Growth;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the input: its format, its hash, and its clips one after the other. One owner, one thread. */
final class TitleReader implements AutoCloseable {
    /** The other cores run tasks. */
    private static final int DECODE_THREADS = 1;

    private static final int READ_BYTES = 1 << 20;

    private final Path input;
    private final ClipReader clips;
    private final SourceFormat format;
    private final ContentKey content;
    private final MediaLimits limits;
    private @Nullable ClipFinder finder;

    private TitleReader(Path input, MediaLimits limits, ClipReader clips, SourceFormat format, ContentKey content) {
        this.input = input;
        this.limits = limits;
        this.clips = clips;
        this.format = format;
        this.content = content;
    }

    /**
     * Opens an input, decodes its first picture, and hashes the file.
     *
     * @param lengths of the clips; shorter if the pictures are large
     * @throws dev.starling.libav.MediaException if it is no title, in one line
     */
    static TitleReader open(Path input, MediaLimits limits, ClipLengths lengths, ProgressBoard progress)
            throws IOException {
        VideoReader video = VideoReader.open(input, limits, DECODE_THREADS);
        try {
            SourceInfo info = video.info();
            FrameSize size = info.geometry().displayed();
            if (Math.min(size.width(), size.height()) < QualityMeter.MIN_SIZE) {
                throw new FarmException(input + ": " + size
                        + " is too small; quality is measured from " + QualityMeter.MIN_SIZE + "x"
                        + QualityMeter.MIN_SIZE + " up");
            }
            progress.title(
                    info.duration().isPositive()
                            ? OptionalDouble.of(info.duration().toNanos() / 1e9)
                            : OptionalDouble.empty());
            SourceFormat format = new SourceFormat(
                    new PictureSize(size.width(), size.height()),
                    info.samples().colour(),
                    info.averageFrameRate(),
                    info.peakFrameRate(),
                    EncoderVersion.ofLoaded().toString());
            ContentKey content = hash(input, progress);
            progress.finish(Phase.PROBE);
            return new TitleReader(input, limits, new ClipReader(video, lengths), format, content);
        } catch (IOException | RuntimeException e) {
            video.close();
            throw e;
        }
    }

    private static ContentKey hash(Path input, ProgressBoard progress) throws IOException {
        MessageDigest digest = Sha256.digest();
        double size = Math.max(1, Files.size(input));
        byte[] buffer = new byte[READ_BYTES];
        try (InputStream in = Files.newInputStream(input)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                progress.advance(Phase.PROBE, read / size);
            }
        }
        return ContentKey.of(digest);
    }

    SourceFormat format() {
        return format;
    }

    /** The hash of the whole file. */
    ContentKey content() {
        return content;
    }

    /** The lengths of the clips. */
    ClipLengths clipLengths() {
        return clips.lengths();
    }

    /** What is known of the title before it is read. */
    Growth growth() {
        long expected = ticks(clips.reader().info().duration());
        return new Growth(
                expected > 0 ? OptionalLong.of(expected) : OptionalLong.empty(),
                Math.max(1, ticks(clips.lengths().max())));
    }

    private static long ticks(Duration duration) {
        return Math.round(duration.toNanos() / 1e9 * Title.TIMESCALE);
    }

    /** The most bytes that the pictures of a clip take, at the title's average frame rate. */
    long maxPictureBytes() {
        return clips.maxPictureBytes();
    }

    /** The soundtracks, the main one first. */
    List<SourceInfo.Audio> soundtracks() {
        return clips.reader().info().audio();
    }

    /** How many streams of pictures the input has that are not used. */
    int unusedStreams() {
        return clips.reader().unusedStreams();
    }

    /** The task that copies or encodes a soundtrack. */
    AudioTask audio(int track) {
        return new AudioTask(content, track, clips.reader().origin(), format.encoder());
    }

    /** The next clip, which the caller owns; empty at the end. */
    Optional<SourceClip> next() {
        return clips.next();
    }

    /**
     * What could not be decoded of the pictures so far.
     *
     * @param endTicks the end of the last clip, in 1/90000 s
     */
    PictureDamage damage(long endTicks) {
        VideoReader pictures = clips.reader();
        return new PictureDamage(pictures.damage(), pictures.guessedTimes(), endTicks, pictures.expectedEnd());
    }

    /**
     * Decodes a clip that an earlier run found in this input; {@link #next} is not affected. The caller owns it.
     *
     * @throws FarmException if the input no longer contains it
     */
    SourceClip find(ClipFacts clip) {
        if (finder == null) {
            finder = new ClipFinder(input, limits);
        }
        return finder.find(Workbench.place(clip), found -> PixelHash.of(found).equals(clip.pixels()))
                .orElseThrow(() -> new FarmException(input + ": clip " + clip.index()
                        + " differs from what an earlier run kept in the store; name an empty store"));
    }

    @Override
    public void close() {
        clips.close();
        if (finder != null) {
            finder.close();
        }
    }
}
