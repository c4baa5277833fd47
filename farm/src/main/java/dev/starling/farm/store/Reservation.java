package dev.starling.farm.store;

import java.io.IOException;

/** A location that one encode has reserved for its package, until this is closed or the process ends. */
public interface Reservation extends AutoCloseable {
    /** Reserves nothing: for storage that detects a second writer when it publishes. */
    Reservation NONE = new Reservation() {
        @Override
        public void published() {}

        @Override
        public void close() {}
    };

    /** Deletes the temporary results; their content is in the published package. */
    void published() throws IOException;

    @Override
    void close() throws IOException;
}
