package dev.starling.farm.encode;

/**
 * What could not be decoded of a title's pictures.
 *
 * @param packets of the video stream, in the whole file
 * @param damaged packets that gave nothing, or a picture with parts that could not be decoded, or are missing
 * @param endTicks when the last decoded picture ends, in 1/90000 s
 * @param expectedEndTicks when the last one in the file ends
 */
record PictureDamage(long packets, long damaged, long endTicks, long expectedEndTicks) {}
