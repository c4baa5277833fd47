package dev.starling.app.command;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a whole number within a range; so a number that is out of it is refused where it is read. */
public abstract class WholeNumberConverter implements ITypeConverter<Integer> {
    private static final Pattern FORM = Pattern.compile("-?[0-9]{1,18}");

    private final int min;
    private final int max;

    /**
     * @param min the smallest number
     * @param max the largest number
     */
    protected WholeNumberConverter(int min, int max) {
        this.min = min;
        this.max = max;
    }

    @Override
    public final Integer convert(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new TypeConversionException("'" + text + "' is not a whole number");
        }
        long number = Long.parseLong(text);
        if (number < min || number > max) {
            throw new TypeConversionException("must be " + min + " to " + max + ": " + text);
        }
        return (int) number;
    }
}
