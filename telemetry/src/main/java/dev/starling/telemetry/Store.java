package dev.starling.telemetry;

import java.sql.SQLException;
import java.time.Instant;

/** Where batches of records are kept. */
interface Store {
    /**
     * Keeps a batch whole, or not at all.
     *
     * @throws BusyException if the file is being read: the same batch can be kept later
     * @throws SQLException if it cannot be kept
     */
    void keep(Batch batch) throws SQLException;

    /** Deletes the records before a time. */
    void forget(Instant before) throws SQLException;

    /** Another process has the file open. */
    final class BusyException extends SQLException {
        private static final long serialVersionUID = 1;

        BusyException(SQLException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
