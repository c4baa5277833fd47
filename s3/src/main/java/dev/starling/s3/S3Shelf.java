package dev.starling.s3;

import dev.starling.swarm.pack.PackageException;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.pack.PackageShelf;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The packages below a place in an object store, or the one at it. Answers are cached for some seconds: a look-up costs
 * a request, and the edge looks up the title of every clip it delivers.
 */
final class S3Shelf implements PackageShelf {
    private static final Duration CACHE_TIME = Duration.ofSeconds(5);
    /** Unknown ids are cached too, and clients may ask for any number of them. */
    private static final int MAX_CACHED = 10_000;

    private final S3Place place;
    private final InstantSource clock;
    private final Map<String, Cached<Optional<Object>>> states = new ConcurrentHashMap<>();

    private record Cached<T>(T value, Instant until) {}

    S3Shelf(S3Place place, InstantSource clock) {
        this.place = place;
        this.clock = clock;
    }

    @Override
    public List<String> ids() throws IOException {
        if (PackagePointer.find(place).isPresent()) {
            return List.of(own());
        }
        return place.names().stream()
                .filter(it -> it.endsWith("/"))
                .map(it -> it.substring(0, it.length() - 1))
                .toList();
    }

    @Override
    public Optional<Object> state(String id) throws IOException {
        Instant now = clock.instant();
        Cached<Optional<Object>> cached = states.get(id);
        if (cached != null && now.isBefore(cached.until())) {
            return cached.value();
        }
        Optional<Object> state = Optional.empty();
        Optional<S3Place> where = find(id);
        if (where.isPresent()) {
            state = PackagePointer.find(where.get()).map(it -> it.pointer().files());
        }
        if (states.size() >= MAX_CACHED) {
            states.clear();
        }
        states.put(id, new Cached<>(state, now.plus(CACHE_TIME)));
        return state;
    }

    @Override
    public Optional<Object> knownState(String id) {
        Cached<Optional<Object>> cached = states.get(id);
        return cached != null && clock.instant().isBefore(cached.until()) ? cached.value() : Optional.empty();
    }

    @Override
    public PackageReader open(String id) throws IOException {
        S3Place where = find(id).orElseThrow(() -> new PackageException(place.toString(), "no package " + id));
        return PackageReader.open(S3PackageFiles.open(where));
    }

    /** The place of an id: below this place, or this place itself. Only names of direct subfolders are looked up. */
    private Optional<S3Place> find(String id) throws IOException {
        if (id.isEmpty() || id.startsWith(".") || id.contains("/")) {
            return Optional.empty();
        }
        if (id.equals(own()) && PackagePointer.find(place).isPresent()) {
            return Optional.of(place);
        }
        return Optional.of(place.below(id));
    }

    private String own() {
        String prefix = place.prefix();
        return prefix.isEmpty() ? place.bucket() : prefix.substring(prefix.lastIndexOf('/') + 1);
    }

    @Override
    public String toString() {
        return place.toString();
    }
}
