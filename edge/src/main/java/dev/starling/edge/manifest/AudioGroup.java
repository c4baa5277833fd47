package dev.starling.edge.manifest;

import dev.starling.edge.manifest.AudioOffer.Track;
import dev.starling.swarm.title.AudioSet;
import dev.starling.swarm.title.AudioTrack;
import dev.starling.swarm.title.Title;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A group of {@code EXT-X-MEDIA} of type AUDIO (RFC 8216bis, 4.4.6.1.1): every soundtrack once. All groups of a
 * playlist have the same soundtracks with the same names.
 *
 * @param id {@code GROUP-ID}
 * @param members the main track first, at least one
 */
record AudioGroup(String id, List<Member> members) {
    /** One soundtrack. */
    record Member(String name, Track track) {
        AudioTrack soundtrack() {
            return track.media().track();
        }
    }

    /**
     * The groups of a title.
     *
     * @param usual at most two channels, highest bitrate
     * @param low the same at the lowest bitrate; empty if that is no other
     * @param surround more than two channels where a soundtrack has them; empty if none has
     */
    record Groups(AudioGroup usual, Optional<AudioGroup> low, Optional<AudioGroup> surround) {
        List<AudioGroup> all() {
            List<AudioGroup> all = new ArrayList<>(List.of(usual));
            low.ifPresent(all::add);
            surround.ifPresent(all::add);
            return List.copyOf(all);
        }
    }

    private static final int STEREO = 2;

    AudioGroup {
        members = List.copyOf(members);
    }

    /** The groups of a title; empty if it has no sound. */
    static Optional<Groups> of(Title title, AudioOffer offer) {
        Map<AudioTrack, List<AudioSet>> tracks = AudioOffer.audible(title).stream()
                .collect(Collectors.groupingBy(AudioSet::track, LinkedHashMap::new, Collectors.toList()));
        if (tracks.isEmpty()) {
            return Optional.empty();
        }
        Map<AudioTrack, String> names = names(tracks.keySet());
        List<Member> usual = new ArrayList<>();
        List<Member> low = new ArrayList<>();
        List<Member> surround = new ArrayList<>();
        tracks.forEach((track, sets) -> {
            String name = names.getOrDefault(track, "");
            List<Track> fewest = offer.tracks(byChannels(sets).getFirst());
            AudioSet most = byChannels(sets).getLast();
            usual.add(new Member(name, fewest.getFirst()));
            low.add(new Member(name, fewest.getLast()));
            surround.add(new Member(
                    name, most.channels() > STEREO ? offer.tracks(most).getFirst() : fewest.getFirst()));
        });
        return Optional.of(new Groups(
                new AudioGroup("audio", usual), other("audio-low", low, usual), other("surround", surround, usual)));
    }

    private static List<AudioSet> byChannels(List<AudioSet> sets) {
        return sets.stream().sorted(Comparator.comparingInt(AudioSet::channels)).toList();
    }

    private static Optional<AudioGroup> other(String id, List<Member> members, List<Member> usual) {
        return members.equals(usual) ? Optional.empty() : Optional.of(new AudioGroup(id, members));
    }

    /** Names for people, each once. */
    private static Map<AudioTrack, String> names(Set<AudioTrack> tracks) {
        Map<AudioTrack, String> names = new LinkedHashMap<>();
        Set<String> taken = new LinkedHashSet<>();
        for (AudioTrack track : tracks) {
            String name = name(track);
            String free = name;
            for (int number = 2; !taken.add(free); number++) {
                free = name + " " + number;
            }
            names.put(track, free);
        }
        return names;
    }

    /** The name in the source, else that of the language. */
    static String name(AudioTrack track) {
        // A quoted string has no quotes and no line breaks (RFC 8216bis, 4.2); XML has no control characters.
        Optional<String> given = track.name()
                .map(name -> name.replace('"', '\'')
                        .replaceAll("[\\p{Cntrl}\\p{Cs}\\uFFFE\\uFFFF]", " ")
                        .strip())
                .filter(name -> !name.isEmpty());
        return given.orElseGet(() -> track.language().equals(AudioTrack.UNDETERMINED)
                ? "Original"
                : Locale.forLanguageTag(track.language()).getDisplayName(Locale.ENGLISH));
    }

    /** That of the largest member. */
    Bitrate bitrate() {
        return members.stream().map(it -> it.track().bitrate()).reduce(Bitrate.NONE, Bitrate::max);
    }

    /** The codecs of all members, separated by commas. */
    String codecs() {
        return members.stream()
                .map(it -> it.track().media().codecs())
                .distinct()
                .collect(Collectors.joining(","));
    }
}
