package dev.starling.swarm.title;

import java.util.Optional;
import java.util.regex.Pattern;

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

    /** The form of all tags of BCP 47. */
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8})*");

    public AudioTrack {
        if (number < 1) {
            throw new IllegalArgumentException("audio track: number " + number);
        }
        if (!LANGUAGE.matcher(language).matches()) {
            throw new IllegalArgumentException("audio track " + number + ": its language is not a tag of BCP 47");
        }
    }
}
