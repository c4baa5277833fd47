package dev.starling.swarm.pack;

import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.Title;

/** The ranges of a title's numbers. All arithmetic on a title within them is exact and has no division by zero. */
final class TitleRanges {
    /** Clips last a few seconds; in an {@code int} of ticks fit 6 hours. */
    private static final long MAX_CLIP_TICKS = 3600L * Title.TIMESCALE;

    private static final int MAX_FRAMES_PER_CLIP = 1_000_000;
    /** A member is a file below 2 GiB. */
    private static final long MAX_MEMBER_BYTES = Integer.MAX_VALUE;

    private static final int MIN_SAMPLE_RATE = 1_000;
    private static final int MAX_SAMPLE_RATE = 1_000_000;
    private static final int MAX_CHANNELS = 8;
    /** Manifests name each of them. */
    private static final int MAX_AUDIO_RENDITIONS = 1_000;

    private TitleRanges() {}

    /** @throws IllegalArgumentException if a number is out of range; the message names the place */
    static void check(Title title) {
        for (Clip clip : title.clips()) {
            String place = "clips[" + clip.index() + "].";
            require(clip.durationTicks() <= MAX_CLIP_TICKS, place + "durationTicks");
            require(clip.frameCount() <= MAX_FRAMES_PER_CLIP, place + "frameCount");
            require(clip.frameCount() <= clip.durationTicks(), place + "frameCount");
            for (Member member : clip.members()) {
                require(member.bytes() > 0 && member.bytes() <= MAX_MEMBER_BYTES, place + "members.bytes");
            }
        }
        title.growth().ifPresent(it -> require(it.maxClipTicks() <= MAX_CLIP_TICKS, "growth.maxClipTicks"));
        title.audio().forEach(audio -> check(audio, title.clips().size()));
        require(title.audio().size() <= MAX_AUDIO_RENDITIONS, "audio");
    }

    private static void check(AudioRendition audio, int clips) {
        require(audio.sampleRate() >= MIN_SAMPLE_RATE && audio.sampleRate() <= MAX_SAMPLE_RATE, "audio.sampleRate");
        require(audio.channels() >= 1 && audio.channels() <= MAX_CHANNELS, "audio.channels");
        require(audio.primingSamples() >= 0, "audio.primingSamples");
        require(audio.segments().size() <= clips, "audio.segments");
        for (AudioRendition.AudioSegment segment : audio.segments()) {
            require(segment.bytes() >= 0 && segment.bytes() <= MAX_MEMBER_BYTES, "audio.segments.bytes");
        }
    }

    private static void require(boolean holds, String member) {
        if (!holds) {
            throw new IllegalArgumentException(member + ": out of range");
        }
    }
}
