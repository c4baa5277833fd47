package dev.starling.edge.manifest;

import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.title.AudioTrack;
import dev.starling.swarm.title.Title;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A DASH media presentation description (ISO/IEC 23009-1, 5.3) of one period.
 *
 * @param growing empty if the title is whole
 * @param video the adaptation set for watching
 * @param trickMode the adaptation set for seeking and scanning; none if the title's IDR pictures are not known
 * @param audio an adaptation set for each soundtrack and number of channels; empty if the title has no sound
 */
record MediaPresentation(
        Optional<Growing> growing,
        VideoAdaptationSet video,
        Optional<TrickModeSet> trickMode,
        List<AudioAdaptationSet> audio) {
    /** The {@code @id} of the adaptation set for watching. */
    private static final int VIDEO_ID = 0;
    /** Ties an adaptation set for trick modes to the one whose pictures it has (DASH-IF IOP 4.3, 3.2.9). */
    private static final String TRICK_MODE = "http://dashif.org/guidelines/trickmode";

    private static final int MILLISECOND_DIGITS = 3;
    private static final BigDecimal MILLISECOND = BigDecimal.ONE.movePointLeft(MILLISECOND_DIGITS);
    /** After this time a player asks for a longer description of a title that grows (5.4). */
    private static final String UPDATE_PERIOD = "PT2S";
    /**
     * The clock of a title that grows began so long before its viewer came, so all segments that are listed count as
     * available. What lies later in a title than this is available only when the title is whole.
     */
    private static final Duration AVAILABLE = Duration.ofDays(1);
    /** Players begin so long before the end, or with the first clip. No title is that long. */
    private static final String FROM_THE_START = "P30D";

    /**
     * A title that is still being encoded.
     *
     * @param refresh how the description is read again
     * @param expectedTicks how long the whole title is expected to be; empty if nobody knows
     */
    record Growing(Refresh refresh, OptionalLong expectedTicks) {}

    /**
     * The segments of a track (5.3.9.6).
     *
     * @param timescale ticks per second
     * @param segments at least one
     */
    record Timeline(int timescale, List<Segment> segments) {
        Timeline {
            segments = List.copyOf(segments);
        }

        /** The end of the last segment, rounded up to milliseconds. */
        private BigDecimal endSeconds() {
            Segment last = segments.getLast();
            return seconds(last.startTicks() + last.durationTicks(), timescale);
        }
    }

    /** Rounded up to milliseconds. */
    private static BigDecimal seconds(long ticks, int timescale) {
        return BigDecimal.valueOf(ticks)
                .divide(BigDecimal.valueOf(timescale), MILLISECOND_DIGITS, RoundingMode.CEILING);
    }

    /**
     * The video adaptation set.
     *
     * @param framesPerSecond as a fraction
     * @param representations at least one, best first
     */
    record VideoAdaptationSet(Timeline timeline, String framesPerSecond, List<VideoRepresentation> representations) {
        VideoAdaptationSet {
            representations = List.copyOf(representations);
        }
    }

    /**
     * An adaptation set of IDR pictures alone, with the segments of the one for watching.
     *
     * @param representations at least one, best first
     */
    record TrickModeSet(List<TrickModeRepresentation> representations) {
        TrickModeSet {
            representations = List.copyOf(representations);
        }
    }

    /**
     * A representation for trick modes.
     *
     * @param framesPerSecond as a fraction
     * @param maxPlayoutRate at which a player decodes as many pictures per second as when it plays the title (5.3.7.2)
     */
    record TrickModeRepresentation(VideoRepresentation video, String framesPerSecond, double maxPlayoutRate) {}

    /**
     * The URIs of a segment template (5.3.9.4).
     *
     * @param initialization of the initialization segment
     * @param media of the media segments, with {@code $Number$} for the clip index
     */
    record SegmentUris(String initialization, String media) {
        static final String NUMBER = "$Number$";

        static SegmentUris of(Rendition rendition, Links links) {
            return new SegmentUris(links.to(rendition, new Part.Init()), links.toSegments(rendition, NUMBER));
        }
    }

    /** @param id unique in the document */
    record VideoRepresentation(String id, SegmentUris uris, String codecs, PictureSize size, Bitrate bitrate) {}

    /**
     * An audio adaptation set.
     *
     * @param selectionPriority the set of the highest is chosen if the viewer chooses nothing (5.3.3.2)
     * @param representations highest bitrate first, at least one
     */
    record AudioAdaptationSet(
            AudioTrack track,
            int channels,
            int selectionPriority,
            Timeline timeline,
            List<AudioRepresentation> representations) {
        AudioAdaptationSet {
            representations = List.copyOf(representations);
        }
    }

    /** @param id unique in the document */
    record AudioRepresentation(String id, SegmentUris uris, String codecs, int sampleRate, Bitrate bitrate) {}

    MediaPresentation {
        audio = List.copyOf(audio);
    }

    String text() {
        Xml xml = new Xml();
        xml.open("MPD")
                .attribute("xmlns", "urn:mpeg:dash:schema:mpd:2011")
                .attribute("profiles", "urn:mpeg:dash:profile:isoff-live:2011,urn:mpeg:dash:profile:cmaf:2019")
                .attribute("type", growing.isPresent() ? "dynamic" : "static");
        // Shaka Player takes a dynamic description without it for a broadcast, and seeks only to what it has buffered.
        durationSeconds()
                .ifPresent(seconds -> xml.attribute(
                        "mediaPresentationDuration",
                        "PT" + seconds.stripTrailingZeros().toPlainString() + "S"));
        Optional<Refresh> again = growing.map(Growing::refresh);
        again.ifPresent(refresh -> xml.attribute(
                        "availabilityStartTime", second(refresh.opened().minus(AVAILABLE)))
                .attribute("publishTime", second(refresh.now()))
                .attribute("minimumUpdatePeriod", UPDATE_PERIOD)
                .attribute("suggestedPresentationDelay", FROM_THE_START));
        xml.attribute("minBufferTime", "PT4S");
        again.ifPresent(refresh -> xml.element("Location", refresh.location()));
        xml.open("Period").attribute("id", "0").attribute("start", "PT0S");
        video(xml);
        for (int i = 0; i < audio.size(); i++) {
            audio(xml, VIDEO_ID + 1 + i, audio.get(i));
        }
        trickMode.ifPresent(set -> trickMode(xml, VIDEO_ID + 1 + audio.size(), set));
        xml.close();
        // Without it, dash.js asks a server of others for the time.
        again.ifPresent(refresh -> xml.open("UTCTiming")
                .attribute("schemeIdUri", "urn:mpeg:dash:utc:direct:2014")
                .attribute("value", second(refresh.now()))
                .close());
        return xml.close().toString();
    }

    private static String second(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private void video(Xml xml) {
        videoSet(xml, VIDEO_ID).attribute("frameRate", video.framesPerSecond());
        for (VideoRepresentation representation : video.representations()) {
            open(xml, representation);
            segmentTemplate(xml, representation.uris(), video.timeline());
            xml.close();
        }
        xml.close();
    }

    /** A player that does not know the property must ignore the set (5.8.4.8), so nobody watches it. */
    private void trickMode(Xml xml, int id, TrickModeSet set) {
        videoSet(xml, id);
        xml.open("EssentialProperty")
                .attribute("schemeIdUri", TRICK_MODE)
                .attribute("value", VIDEO_ID)
                .close();
        for (TrickModeRepresentation representation : set.representations()) {
            open(xml, representation.video())
                    .attribute("frameRate", representation.framesPerSecond())
                    .attribute("maxPlayoutRate", String.format(Locale.ROOT, "%.1f", representation.maxPlayoutRate()))
                    .attribute("codingDependency", "false");
            segmentTemplate(xml, representation.video().uris(), video.timeline());
            xml.close();
        }
        xml.close();
    }

    private static Xml videoSet(Xml xml, int id) {
        return xml.open("AdaptationSet")
                .attribute("id", id)
                .attribute("contentType", "video")
                .attribute("mimeType", "video/mp4")
                .attribute("segmentAlignment", "true")
                .attribute("startWithSAP", "1");
    }

    private static Xml open(Xml xml, VideoRepresentation representation) {
        return xml.open("Representation")
                .attribute("id", representation.id())
                .attribute("codecs", representation.codecs())
                .attribute("bandwidth", representation.bitrate().peak())
                .attribute("width", representation.size().width())
                .attribute("height", representation.size().height())
                .attribute("sar", "1:1");
    }

    private static void audio(Xml xml, int id, AudioAdaptationSet set) {
        xml.open("AdaptationSet")
                .attribute("id", id)
                .attribute("contentType", "audio")
                .attribute("mimeType", "audio/mp4")
                .attribute("lang", set.track().language())
                .attribute("segmentAlignment", "true")
                .attribute("startWithSAP", "1")
                .attribute("selectionPriority", set.selectionPriority());
        xml.open("AudioChannelConfiguration")
                .attribute("schemeIdUri", "urn:mpeg:dash:23003:3:audio_channel_configuration:2011")
                .attribute("value", set.channels())
                .close();
        xml.element("Label", AudioGroup.name(set.track()));
        xml.open("Role")
                .attribute("schemeIdUri", "urn:mpeg:dash:role:2011")
                .attribute("value", set.track().role().name().toLowerCase(Locale.ROOT))
                .close();
        for (AudioRepresentation representation : set.representations()) {
            xml.open("Representation")
                    .attribute("id", representation.id())
                    .attribute("codecs", representation.codecs())
                    .attribute("bandwidth", representation.bitrate().peak())
                    .attribute("audioSamplingRate", representation.sampleRate());
            segmentTemplate(xml, representation.uris(), set.timeline());
            xml.close();
        }
        xml.close();
    }

    private static void segmentTemplate(Xml xml, SegmentUris uris, Timeline timeline) {
        xml.open("SegmentTemplate")
                .attribute("timescale", timeline.timescale())
                .attribute("startNumber", timeline.segments().getFirst().clip())
                .attribute("initialization", uris.initialization())
                .attribute("media", uris.media());
        xml.open("SegmentTimeline");
        List<Segment> segments = timeline.segments();
        for (int i = 0; i < segments.size(); ) {
            Segment first = segments.get(i);
            int next = i + 1;
            while (next < segments.size() && segments.get(next).durationTicks() == first.durationTicks()) {
                next++;
            }
            xml.open("S");
            if (i == 0) {
                xml.attribute("t", first.startTicks());
            }
            xml.attribute("d", first.durationTicks());
            if (next - i > 1) {
                xml.attribute("r", next - i - 1);
            }
            xml.close();
            i = next;
        }
        xml.close().close();
    }

    /**
     * The end of the longest track (5.3.1.2), and a millisecond more. AAC frames rarely end exactly with the last
     * picture. If media exceeds the announced duration, dash.js pauses half a second before the end and never reports
     * it. If media lasts exactly as long, and dash.js 5.2 looks at the time between the last picture and the video's
     * own event of the end, it seeks to the end, pauses, and looks again, for ever. Of a title that grows, the expected
     * end; empty if nobody knows it.
     */
    private Optional<BigDecimal> durationSeconds() {
        BigDecimal there = Stream.concat(
                        Stream.of(video.timeline()), audio.stream().map(AudioAdaptationSet::timeline))
                .map(Timeline::endSeconds)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        if (growing.isEmpty()) {
            return Optional.of(there.add(MILLISECOND));
        }
        OptionalLong expectedTicks = growing.get().expectedTicks();
        return expectedTicks.isEmpty()
                ? Optional.empty()
                : Optional.of(seconds(expectedTicks.getAsLong(), Title.TIMESCALE)
                        .max(there)
                        .add(MILLISECOND));
    }
}
