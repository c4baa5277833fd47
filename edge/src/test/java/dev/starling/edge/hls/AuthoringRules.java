package dev.starling.edge.hls;

import dev.starling.edge.hls.Playlist.Entry;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rules for video on demand without encryption, subtitles and captions that Apple's "HLS Authoring Specification
 * for Apple devices" (2025-06-26) states with MUST, by its numbers, and those of RFC 8216bis that it builds on, by its
 * sections. Checked as a client sees them: in playlists over HTTP and in all the media that they name.
 *
 * <p>Not checked: TLS (12), what follows from how the source was encoded (1.14, 1.24, 2.23), and rules for kinds of
 * media that do not occur here.
 */
final class AuthoringRules {
    private static final double BITRATE_TOLERANCE = 0.1;
    private static final double MAX_OVER_TARGET_SECONDS = 0.5;
    private static final int MAX_FRAMES_PER_SECOND = 60;
    /** {@code profile_idc} of High. */
    private static final int HIGH_PROFILE = 100;
    /** Ten times the level. */
    private static final int MAX_LEVEL = 52;

    /** {@code nal_unit_type} of a slice of an IDR picture; those of other slices are smaller. */
    private static final int IDR_SLICE = 5;

    private static final double FRAME_RATE_TOLERANCE = 0.01;
    /** EXT-X-MAP outside of I-frame playlists (RFC 8216bis, 8). */
    private static final int MIN_VERSION = 6;

    private final Source source;
    private final Set<Failure> failures = new LinkedHashSet<>();
    private final Map<URI, MediaTrack> tracks = new LinkedHashMap<>();
    private final List<URI> videos = new ArrayList<>();

    /**
     * A rule that does not hold.
     *
     * @param rule its number
     */
    record Failure(String rule, String what) {}

    private AuthoringRules(Source source) {
        this.source = source;
    }

    /** The rules that do not hold for what a multivariant playlist offers. */
    static List<Failure> failures(Source source, URI multivariant) {
        AuthoringRules rules = new AuthoringRules(source);
        rules.check(multivariant);
        return List.copyOf(rules.failures);
    }

    private void require(boolean holds, String rule, String what) {
        if (!holds) {
            failures.add(new Failure(rule, what));
        }
    }

    private void check(URI at) {
        Playlist all = playlist(at);
        Map<String, List<Map<String, String>>> groups = new LinkedHashMap<>();
        for (String media : all.all("EXT-X-MEDIA")) {
            Map<String, String> attributes = Playlist.attributes(media);
            groups.computeIfAbsent(attributes.getOrDefault("GROUP-ID", ""), _ -> new ArrayList<>())
                    .add(attributes);
        }
        groups.forEach((id, members) -> members.forEach(it -> rendition(at, id, it)));
        groups.forEach((id, members) -> require(
                names(members).equals(names(groups.values().iterator().next())),
                "RFC 4.4.6.1.1",
                "group " + id + " has other renditions"));
        List<Entry> variants = all.entries().stream()
                .filter(it -> it.tag("EXT-X-STREAM-INF").isPresent())
                .toList();
        require(!variants.isEmpty(), "RFC 4.4.6.2", "no variant");
        for (Entry variant : variants) {
            variant(at, variant, all, groups);
        }
        require(
                variants.stream().map(Entry::uri).distinct().count() > 1,
                "9.9",
                "the only variant is " + variants.getFirst().uri().orElse(""));
        if (!groups.isEmpty()) {
            require(groups.values().stream().anyMatch(AuthoringRules::isStereoAac), "2.3", "no stereo AAC");
        }
        alike();
        List<String> iFrames = all.all("EXT-X-I-FRAME-STREAM-INF");
        require(!iFrames.isEmpty(), "6.1", "no EXT-X-I-FRAME-STREAM-INF");
        iFrames.forEach(it -> iFrames(at, Playlist.attributes(it)));
    }

    private static Set<String> names(List<Map<String, String>> members) {
        return members.stream().map(it -> it.getOrDefault("NAME", "")).collect(Collectors.toSet());
    }

    private static boolean isStereoAac(List<Map<String, String>> group) {
        return group.stream().allMatch(it -> Set.of("1", "2").contains(it.getOrDefault("CHANNELS", "")));
    }

    private Playlist playlist(URI at) {
        Source.Answer answer = source.get(at, Map.of("accept-encoding", "gzip"));
        require(answer.status() == 200, answer.status() / 100 == 3 ? "8.18" : "RFC 6.2.1", at + ": " + answer.status());
        require(answer.header("content-encoding").equals(Optional.of("gzip")), "10.1", at + " is not compressed");
        String text = answer.text();
        require(text.startsWith("#EXTM3U\n"), "RFC 4.4.1.1", at + " does not begin with EXTM3U");
        Playlist playlist = Playlist.read(text);
        require(
                playlist.first("EXT-X-VERSION").map(Integer::parseInt).orElse(1) >= MIN_VERSION,
                "RFC 8",
                at + ": EXT-X-VERSION below " + MIN_VERSION);
        return playlist;
    }

    /** EXT-X-MEDIA. */
    private void rendition(URI at, String group, Map<String, String> attributes) {
        String what = group + " " + attributes.get("NAME");
        require(attributes.containsKey("LANGUAGE"), "8.10", what + " has no LANGUAGE");
        require(attributes.containsKey("NAME") && !group.isEmpty(), "RFC 4.4.6.1", what + " has no name or group");
        if (attributes.getOrDefault("CHARACTERISTICS", "").contains("describes-video")) {
            require("YES".equals(attributes.get("AUTOSELECT")), "2.13", what + " has not AUTOSELECT=YES");
        }
        if (!attributes.containsKey("URI")) {
            require(false, "9.6", what + " is no stream of its own");
            return;
        }
        MediaTrack track = track(at.resolve(attributes.getOrDefault("URI", "")));
        require(
                attributes
                        .getOrDefault("CHANNELS", "")
                        .equals(Integer.toString(track.init().channels())),
                "RFC 4.4.6.1",
                what + ": CHANNELS is not " + track.init().channels());
    }

    private void variant(URI at, Entry variant, Playlist all, Map<String, List<Map<String, String>>> groups) {
        Map<String, String> attributes =
                Playlist.attributes(variant.tag("EXT-X-STREAM-INF").orElseThrow());
        String what = variant.uri().orElse("");
        for (Map.Entry<String, String> rule : Map.of(
                        "CODECS",
                        "9.1",
                        "RESOLUTION",
                        "9.2",
                        "AVERAGE-BANDWIDTH",
                        "9.14",
                        "FRAME-RATE",
                        "9.15",
                        "BANDWIDTH",
                        "RFC 4.4.6.2")
                .entrySet()) {
            require(attributes.containsKey(rule.getKey()), rule.getValue(), what + " has no " + rule.getKey());
        }
        require(
                attributes.getOrDefault("VIDEO-RANGE", "SDR").equals("SDR"),
                "9.16",
                what + ": VIDEO-RANGE of 8-bit H.264 without HDR is SDR");
        URI uri = at.resolve(what);
        MediaTrack video = track(uri);
        if (!videos.contains(uri)) {
            videos.add(uri);
            video(video);
            require(
                    all.first("EXT-X-INDEPENDENT-SEGMENTS").isPresent()
                            || video.playlist()
                                    .first("EXT-X-INDEPENDENT-SEGMENTS")
                                    .isPresent(),
                    "9.12",
                    what + ": no EXT-X-INDEPENDENT-SEGMENTS");
        }
        described(attributes, video, what);
        double framesPerSecond = Double.parseDouble(attributes.getOrDefault("FRAME-RATE", "0"));
        require(framesPerSecond <= MAX_FRAMES_PER_SECOND, "1.19", what + ": FRAME-RATE " + framesPerSecond);
        require(
                Math.abs(framesPerSecond - video.highestFrameRate()) < FRAME_RATE_TOLERANCE,
                "RFC 4.4.6.2",
                what + ": FRAME-RATE " + framesPerSecond + ", but " + video.highestFrameRate() + " in the media");
        List<MediaTrack> sound = new ArrayList<>();
        if (attributes.containsKey("AUDIO")) {
            List<Map<String, String>> group = groups.getOrDefault(attributes.get("AUDIO"), List.of());
            require(!group.isEmpty(), "RFC 4.4.6.2", what + ": no group " + attributes.get("AUDIO"));
            require(
                    attributes.getOrDefault("CODECS", "").contains("mp4a"),
                    "RFC 4.4.6.2",
                    what + ": no CODECS of sound");
            group.stream()
                    .filter(it -> it.containsKey("URI"))
                    .forEach(it -> sound.add(track(at.resolve(it.getOrDefault("URI", "")))));
        }
        double soundPeak = sound.stream().mapToDouble(MediaTrack::peak).max().orElse(0);
        double soundMean = sound.stream().mapToDouble(MediaTrack::average).max().orElse(0);
        bitrates(attributes, video.peak() + soundPeak, video.average() + soundMean, what);
    }

    private void bitrates(Map<String, String> attributes, double peak, double average, String what) {
        within("1.26", what + ": AVERAGE-BANDWIDTH", attributes.getOrDefault("AVERAGE-BANDWIDTH", "NaN"), average);
        within("1.27", what + ": BANDWIDTH", attributes.getOrDefault("BANDWIDTH", "NaN"), peak);
    }

    private void within(String rule, String what, String declared, double measured) {
        double value = Double.parseDouble(declared);
        require(
                Math.abs(measured - value) <= BITRATE_TOLERANCE * value,
                rule,
                what + " is " + declared + ", measured are " + Math.round(measured));
    }

    /** CODECS and RESOLUTION against the sample entry. */
    private void described(Map<String, String> attributes, MediaTrack video, String what) {
        String codecs = attributes.getOrDefault("CODECS", "");
        String coded = video.init().entry() + "." + video.init().profile().orElse("");
        require(codecs.startsWith(coded), "RFC 4.4.6.2", what + ": CODECS " + codecs + " of " + coded);
        require(coded.startsWith("avc"), "1.1", what + " is " + coded);
        String profile = video.init().profile().orElse("000000");
        require(
                Integer.parseInt(profile.substring(0, 2), 16) <= HIGH_PROFILE
                        && Integer.parseInt(profile.substring(4), 16) <= MAX_LEVEL,
                "1.3b",
                what + " is above High Profile, Level 5.2: " + coded);
        require(
                attributes.getOrDefault("RESOLUTION", "").equals(video.init().resolution()),
                "RFC 4.4.6.2",
                what + ": RESOLUTION of " + video.init().resolution());
    }

    private void video(MediaTrack track) {
        double fastest = track.highestFrameRate();
        for (MediaTrack.Part part : track.parts()) {
            Mp4.Sample first = part.media().samples().getFirst();
            require(
                    first.sync() && first.nalUnitTypes().contains(IDR_SLICE),
                    "7.4",
                    part.uri() + " does not start with an IDR picture");
            require(
                    track.framesPerSecond(part) > fastest * (1 - FRAME_RATE_TOLERANCE) || part.isDiscontinuous(),
                    "8.14",
                    part.uri() + " has another frame rate");
        }
    }

    private MediaTrack track(URI at) {
        return tracks.computeIfAbsent(at, this::read);
    }

    /** Reads a media playlist that is not of I-frames, with all its media. */
    private MediaTrack read(URI at) {
        Playlist playlist = playlist(at);
        common(at, playlist);
        MediaTrack track = MediaTrack.read(
                at,
                playlist,
                (uri, range) -> {
                    require(range.isEmpty(), "RFC 4.4.4.2", at + " has ranges that are not expected");
                    return media(uri, Map.of()).bytes();
                },
                (uri, e) -> require(false, "RFC 3.1.2", uri + ": " + e.getMessage()));
        long ticks = -1;
        double listed = 0;
        double skew = 0;
        double lowest = 0;
        double highest = 0;
        for (MediaTrack.Part part : track.parts()) {
            require(
                    ticks < 0 || part.isDiscontinuous() || part.media().decodeTicks() == ticks,
                    "7.3",
                    part.uri() + " decodes at " + part.media().decodeTicks() + " instead of " + ticks);
            ticks = part.media().decodeTicks() + part.media().durationTicks();
            listed += part.seconds();
            skew = listed - (double) (ticks - track.startTicks()) / track.init().timescale();
            lowest = Math.min(lowest, skew);
            highest = Math.max(highest, skew);
        }
        require(
                highest - lowest <= track.sampleSeconds(),
                "8.1",
                at + ": durations are " + (highest - lowest) + " s apart from the media");
        return track;
    }

    private Source.Answer media(URI uri, Map<String, String> headers) {
        Source.Answer answer = source.get(uri, headers);
        int expected = headers.isEmpty() ? 200 : 206;
        require(
                answer.status() == expected,
                answer.status() / 100 == 3 ? "8.18" : "RFC 6.2.1",
                uri + ": " + answer.status());
        return answer;
    }

    private byte[] range(URI uri, Optional<Playlist.ByteRange> range) {
        if (range.isEmpty()) {
            return media(uri, Map.of()).bytes();
        }
        long last = (long) range.get().offset() + range.get().length() - 1;
        byte[] content = media(uri, Map.of("range", "bytes=" + range.get().offset() + "-" + last))
                .bytes();
        require(content.length == range.get().length(), "RFC 4.4.4.2", uri + " ends before " + last);
        return content;
    }

    private void common(URI at, Playlist playlist) {
        require(playlist.first("EXT-X-PLAYLIST-TYPE").equals(Optional.of("VOD")), "8.6", at + " is not of type VOD");
        require(playlist.first("EXT-X-ENDLIST").isPresent(), "RFC 4.4.3.4", at + " has no end");
        require(playlist.first("EXT-X-MAP").isPresent(), "8.20", at + " has no EXT-X-MAP");
        for (Entry segment : playlist.segments()) {
            double seconds = segment.seconds().orElseThrow();
            String what = segment.uri().orElse("") + " lasts " + seconds + " s";
            require(seconds <= playlist.targetSeconds() + MAX_OVER_TARGET_SECONDS, "7.7", what);
            require(Math.round(seconds) <= playlist.targetSeconds(), "RFC 4.4.3.1", what);
        }
    }

    /** What all media playlists but those of I-frames have in common. */
    private void alike() {
        List<MediaTrack> all = List.copyOf(tracks.values());
        double tolerance =
                all.stream().mapToDouble(MediaTrack::sampleSeconds).max().orElse(0);
        for (MediaTrack track : all) {
            MediaTrack first = all.getFirst();
            require(
                    track.playlist().targetSeconds() == first.playlist().targetSeconds(),
                    "8.2",
                    track.at() + " has another target duration");
            require(
                    Math.abs(track.seconds() - first.seconds()) <= tolerance,
                    "8.3",
                    track.at() + " lasts " + track.seconds() + " s, others " + first.seconds());
            require(track.discontinuities().equals(first.discontinuities()), "8.15", track.at() + " has others");
        }
        List<List<Double>> boundaries = videos.stream()
                .map(it ->
                        track(it).parts().stream().map(MediaTrack.Part::seconds).toList())
                .distinct()
                .toList();
        require(boundaries.size() <= 1, "8.22", "the segments of variants have other boundaries");
    }

    /** EXT-X-I-FRAME-STREAM-INF and its playlist. */
    private void iFrames(URI at, Map<String, String> attributes) {
        String what = attributes.getOrDefault("URI", "");
        require(attributes.containsKey("CODECS"), "9.3", what + " has no CODECS");
        require(attributes.containsKey("RESOLUTION"), "9.4", what + " has no RESOLUTION");
        URI uri = at.resolve(what);
        Playlist playlist = playlist(uri);
        common(uri, playlist);
        require(playlist.first("EXT-X-I-FRAMES-ONLY").isPresent(), "6.8", what + " has no EXT-X-I-FRAMES-ONLY");
        MediaTrack track = MediaTrack.read(
                uri, playlist, this::range, (segment, e) -> require(false, "6.10", segment + ": " + e.getMessage()));
        described(attributes, track, what);
        bitrates(attributes, track.peak(), track.average(), what);
        double from = 0;
        for (MediaTrack.Part part : track.parts()) {
            List<Mp4.Sample> samples = part.media().samples();
            require(part.media().firstBox().equals("moof"), "6.10", part.uri() + " begins with no moof");
            require(
                    samples.size() == 1
                            && samples.getFirst().nalUnitTypes().stream()
                                    .filter(it -> it <= IDR_SLICE)
                                    .distinct()
                                    .toList()
                                    .equals(List.of(IDR_SLICE)),
                    "RFC 4.4.3.6",
                    part.uri() + " is not one IDR picture");
            double decode = (double) part.media().decodeTicks() / track.init().timescale();
            require(
                    Math.abs(decode - from) <= track.sampleSeconds(),
                    "8.1",
                    part.uri() + " is at " + decode + " s, listed at " + from);
            from += part.seconds();
        }
        double whole = videos.isEmpty() ? from : track(videos.getFirst()).seconds();
        require(Math.abs(from - whole) <= track.sampleSeconds(), "8.7", what + " lasts " + from + " s, not " + whole);
    }
}
