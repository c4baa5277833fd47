package dev.starling.farm.encode;

import dev.starling.media.decoding.DecodingDamage;

/**
 * What is wrong with a title's pictures.
 *
 * @param decoding what could not be decoded
 * @param guessedTimes how many pictures have a guessed time, in the whole file
 * @param endTicks when the last decoded picture ends, in 1/90000 s
 * @param expectedEndTicks when the last one in the file ends, or one that is missing after it
 */
record PictureDamage(DecodingDamage decoding, long guessedTimes, long endTicks, long expectedEndTicks) {
    /** Packets of the video stream, in the whole file. */
    long packets() {
        return decoding.packets();
    }

    /** How many there should be: packets, and those that are missing. */
    long pictures() {
        return decoding.packets() + decoding.missing();
    }

    /** Packets that gave nothing, or a picture with parts that could not be decoded, or are missing. */
    long damaged() {
        return decoding.damaged();
    }
}
