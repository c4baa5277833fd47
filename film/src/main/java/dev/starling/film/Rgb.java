package dev.starling.film;

/** Linear light in BT.709 primaries. 1 is a white sheet of paper; the sun is far brighter. */
record Rgb(float red, float green, float blue) {
    /** This light, {@code factor} times as bright. */
    Rgb times(float factor) {
        return new Rgb(red * factor, green * factor, blue * factor);
    }

    /** A mixture: this light if {@code share} is 0, {@code other} if it is 1. */
    Rgb mixedWith(Rgb other, float share) {
        return new Rgb(
                red + (other.red - red) * share,
                green + (other.green - green) * share,
                blue + (other.blue - blue) * share);
    }
}
