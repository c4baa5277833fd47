package dev.starling.swarm.pack;

import dev.starling.swarm.cmaf.InitSegment;
import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.Title;
import java.util.Base64;

/** The initialization segments of a title. They follow from its description. */
final class InitSegments {
    private InitSegments() {}

    /** That of a blend group ({@code avc1}). */
    static byte[] of(BlendGroup group) {
        return InitSegment.video(
                group.pictureSize(),
                group.parameterSets(),
                InitSegment.ParameterSetPlace.SAMPLE_ENTRY,
                Title.TIMESCALE);
    }

    /** That of a rendition of sound. */
    static byte[] of(AudioRendition audio) {
        return InitSegment.audio(
                Base64.getDecoder().decode(audio.audioSpecificConfig()),
                new InitSegment.AudioFormat(
                        audio.sampleRate(), audio.channels(), audio.track().language()),
                audio.primingSamples());
    }
}
