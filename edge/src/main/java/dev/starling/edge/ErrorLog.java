package dev.starling.edge;

import dev.starling.swarm.pack.FailureLine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs failed requests, each cause at most once a second: otherwise, clients that repeat a failing request could fill
 * the disk. Thread-safe.
 */
final class ErrorLog {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorLog.class);
    private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);
    /** Causes are kinds of faults and damaged files; more of them at once are too many to read. */
    private static final int MAX_CAUSES = 1_000;

    private final InstantSource clock;
    private final Map<String, Last> recent = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Last> eldest) {
            return size() > MAX_CAUSES;
        }
    };

    /**
     * When a cause was last logged.
     *
     * @param suppressed how often it occurred since
     */
    private record Last(Instant at, long suppressed) {}

    ErrorLog(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Logs a problem outside this program, such as an unreadable file, in one line.
     *
     * @param what what was attempted
     */
    void warn(String what, Exception cause) {
        String line = FailureLine.of(cause);
        long suppressed = suppressed(line);
        if (suppressed >= 0) {
            LOG.warn("{}: {}{}", FailureLine.one(what), line, more(suppressed));
        }
    }

    /**
     * Logs a fault of this program with its stack trace.
     *
     * @param what what was attempted
     */
    void error(String what, Exception cause) {
        StackTraceElement[] stack = cause.getStackTrace();
        long suppressed = suppressed(cause.getClass().getName() + (stack.length == 0 ? "" : " at " + stack[0]));
        if (suppressed >= 0) {
            LOG.error("{}{}", FailureLine.one(what), more(suppressed), cause);
        }
    }

    /** How often a cause was suppressed since it was last logged; negative if it must be suppressed now. */
    private synchronized long suppressed(String cause) {
        Instant now = clock.instant();
        @Nullable Last last = recent.get(cause);
        if (last != null && Duration.between(last.at(), now).abs().compareTo(MIN_INTERVAL) < 0) {
            recent.put(cause, new Last(last.at(), last.suppressed() + 1));
            return -1;
        }
        recent.put(cause, new Last(now, 0));
        return last == null ? 0 : last.suppressed();
    }

    private static String more(long suppressed) {
        return suppressed == 0 ? "" : " (and " + suppressed + " times more since the last line)";
    }
}
