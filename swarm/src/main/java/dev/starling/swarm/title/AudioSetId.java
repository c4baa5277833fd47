package dev.starling.swarm.title;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names the renditions of one soundtrack with one number of channels; part of URLs.
 *
 * @param track {@link AudioTrack#number}
 * @param channels 1–8
 */
public record AudioSetId(int track, int channels) {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,3})-([1-8])ch");

    /** Reads the form of {@link #toString}; empty for any other text. */
    public static Optional<AudioSetId> of(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new AudioSetId(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2))))
                : Optional.empty();
    }

    /** For example {@code 1-2ch}. */
    @Override
    public String toString() {
        return track + "-" + channels + "ch";
    }
}
