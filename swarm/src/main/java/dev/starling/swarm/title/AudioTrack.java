package dev.starling.swarm.title;

import java.util.Optional;

/**
 * A soundtrack of the source. Its renditions have the same content.
 *
 * @param number from 1, in the order of the title
 * @param language as in BCP 47, {@code und} if the source does not tell
 * @param name the name that the source gives it, for display
 * @param role its purpose
 */
public record AudioTrack(int number, String language, Optional<String> name, Role role) {
    /** The language of a track whose source does not tell it (ISO 639-2). */
    public static final String UNDETERMINED = "und";

    /** The purpose of a soundtrack, as in ISO/IEC 23009-1, 5.8.5.5. */
    public enum Role {
        /** Heard if the viewer chooses nothing. */
        MAIN,
        /** Another one to choose from, such as another language. */
        ALTERNATE,
        /** Someone comments on the pictures. */
        COMMENTARY,
        /** Describes the pictures to those who do not see them. */
        DESCRIPTION
    }

    public AudioTrack {
        if (number < 1 || language.isEmpty()) {
            throw new IllegalArgumentException("not an audio track: number " + number + ", language " + language);
        }
    }
}
