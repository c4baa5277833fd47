package dev.starling.lab.delivery;

/**
 * A player that requests one clip after another, appends a clip when it is complete, and plays as soon as it has one.
 *
 * @param bufferCapSeconds it requests the next clip while less media than this is buffered, above 0
 */
public record StockPlayer(double bufferCapSeconds) {
    /** hls.js's {@code maxBufferLength}. */
    public static final StockPlayer DEFAULT = new StockPlayer(30);

    public StockPlayer {
        if (!(bufferCapSeconds > 0)) {
            throw new IllegalArgumentException("the buffer's cap must be above 0: " + bufferCapSeconds);
        }
    }
}
