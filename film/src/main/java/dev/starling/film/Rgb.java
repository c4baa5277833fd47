package dev.starling.film;

/** Light in linear BT.709 primaries; 1 is a white sheet of paper, the sun is far above it. */
record Rgb(float red, float green, float blue) {
    Rgb times(float factor) {
        return new Rgb(red * factor, green * factor, blue * factor);
    }

    /** This light where {@code share} is 0, {@code other} where it is 1. */
    Rgb mixedWith(Rgb other, float share) {
        return new Rgb(
                red + (other.red - red) * share,
                green + (other.green - green) * share,
                blue + (other.blue - blue) * share);
    }
}
