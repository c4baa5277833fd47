package dev.starling.app.title;

import dev.starling.media.clip.ClipLengths;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code MIN-MAX} in seconds, with up to three decimals. */
final class ClipLengthsConverter implements ITypeConverter<ClipLengths> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3})?)-(\\d{1,3}(?:\\.\\d{1,3})?)");

    @Override
    public ClipLengths convert(String value) {
        Matcher form = FORM.matcher(value);
        if (!form.matches()) {
            throw new TypeConversionException("not two times in seconds like 1-6 or 0.5-2: " + value);
        }
        Duration min = seconds(form.group(1));
        Duration max = seconds(form.group(2));
        if (min.compareTo(ClipLengths.SHORTEST) < 0 || max.compareTo(ClipLengths.LONGEST) > 0) {
            throw new TypeConversionException("clips last 0.5 to 6 s: " + value);
        }
        if (max.compareTo(min.multipliedBy(2)) < 0) {
            throw new TypeConversionException("MAX must be at least twice MIN: " + value);
        }
        return ClipLengths.between(min, max);
    }

    private static Duration seconds(String value) {
        return Duration.ofMillis(new BigDecimal(value).movePointRight(3).longValueExact());
    }
}
