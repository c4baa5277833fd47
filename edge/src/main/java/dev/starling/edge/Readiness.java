package dev.starling.edge;

import dev.starling.edge.catalog.Catalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Whether the edge can serve viewers: it has read its packages, and they can still be read. Probes share one look at
 * the packages a second; a disk that does not answer holds up one thread, however many probes come. Thread-safe.
 */
final class Readiness {
    private static final Duration MAX_AGE = Duration.ofSeconds(1);
    /** Kubernetes and load balancers wait a few seconds for the answer to a probe. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Catalog catalog;
    private final ErrorLog errors;
    private final InstantSource clock;
    private final Executor executor;
    private final Duration patience;
    private CompletableFuture<Optional<String>> look = CompletableFuture.completedFuture(Optional.empty());
    private @Nullable Instant began;
    private volatile boolean everRead;
    private volatile boolean everServed;

    /**
     * @param executor runs the looks at the packages
     * @param patience how long a probe waits for such a look
     */
    Readiness(Catalog catalog, ErrorLog errors, InstantSource clock, Executor executor, Duration patience) {
        this.catalog = catalog;
        this.errors = errors;
        this.clock = clock;
        this.executor = executor;
        this.patience = patience;
    }

    /** Why the edge is not ready, in one sentence for clients; empty if it is. */
    Optional<String> obstacle() {
        try {
            return latest().get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return Optional.of(everRead ? "The packages cannot be read in time." : "The packages are being read.");
        } catch (ExecutionException e) {
            errors.warn("the packages cannot be listed", e);
            return Optional.of("The packages cannot be listed; see the server log.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("The edge is stopping.");
        }
    }

    /** The look that is going on, or the last one if it is recent, or a new one. */
    private synchronized CompletableFuture<Optional<String>> latest() {
        Instant now = clock.instant();
        boolean recent = began != null && Duration.between(began, now).compareTo(MAX_AGE) < 0;
        if (look.isDone() && !recent) {
            began = now;
            look = CompletableFuture.supplyAsync(this::look, executor);
        }
        return look;
    }

    private Optional<String> look() {
        Catalog.Survey survey;
        try {
            survey = catalog.survey();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        everRead = true;
        everServed |= survey.served() > 0;
        if (survey.served() > 0) {
            return Optional.empty();
        }
        if (survey.found() > 0) {
            return Optional.of("None of the packages can be read (" + survey.found() + "); see the server log.");
        }
        // An edge may start before its packages are there. A disk that is no longer mounted looks like this, too.
        return everServed ? Optional.of("The packages have gone.") : Optional.empty();
    }
}
