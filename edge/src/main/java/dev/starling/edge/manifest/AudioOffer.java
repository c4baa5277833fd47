package dev.starling.edge.manifest;

import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.AudioSet;
import dev.starling.swarm.title.Title;
import java.util.List;

/** The side that chooses the bitrate of sound. */
public enum AudioOffer {
    /** The edge: the player sees one track for all bitrates of a set. */
    STEERED,
    /** The player: it sees every rendition. */
    RENDITIONS;

    /**
     * A track in a manifest.
     *
     * @param rendition names its resources
     * @param media the rendition of the highest bitrate that it may deliver; its timing is that of all
     */
    record Track(Rendition.Sound rendition, AudioRendition media) {
        static Track of(AudioRendition media) {
            return new Track(new Rendition.Audio(media.id()), media);
        }

        Bitrate bitrate() {
            return Bitrate.ofAudio(media);
        }
    }

    /** The tracks of a set, highest bitrate first. */
    List<Track> tracks(AudioSet set) {
        boolean choice = set.renditions().size() > 1;
        return switch (this) {
            case STEERED ->
                List.of(
                        choice
                                ? new Track(new Rendition.SteeredAudio(set.id()), set.highest())
                                : Track.of(set.highest()));
            case RENDITIONS -> set.renditions().stream().map(Track::of).toList();
        };
    }

    /** The sets of a title that are heard. */
    static List<AudioSet> audible(Title title) {
        return title.audioSets().stream().filter(set -> set.highest().audible()).toList();
    }
}
