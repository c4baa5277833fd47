package dev.starling.edge.catalog;

import dev.starling.swarm.pack.FailureLine;
import dev.starling.swarm.pack.FolderShelf;
import dev.starling.swarm.pack.PackageException;
import dev.starling.swarm.pack.PackageShelf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The packages on a shelf. Lookups check the shelf, so packages can be added, replaced and removed without a restart.
 * Damaged packages are skipped and logged once per state.
 */
public final class Catalog {
    private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);

    /** How often, and after which time each, a package that has just gone is looked for. */
    private static final int REPLACEMENT_LOOKS = 10;

    private static final Duration REPLACEMENT_PAUSE = Duration.ofMillis(10);

    /** How often an open title is compared with the shelf for clips in memory: a look costs several system calls. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final PackageShelf shelf;
    private final MemberCache members = new MemberCache();
    private final Map<String, Entry> known = new ConcurrentHashMap<>();

    private final InstantSource clock;

    /** @param seen when the shelf had this state */
    private record Entry(Object state, Optional<PublishedTitle> title, Instant seen) {
        Entry seen(Instant now) {
            return new Entry(state, title, now);
        }
    }

    /** Creates a catalog of a shelf. */
    public Catalog(PackageShelf shelf, InstantSource clock) {
        this.shelf = shelf;
        this.clock = clock;
    }

    /**
     * Creates a catalog of a folder.
     *
     * @param folder a package, or a folder of packages
     * @throws IOException if it is not a readable folder
     */
    public Catalog(Path folder) throws IOException {
        this(new FolderShelf(folder), InstantSource.system());
    }

    /**
     * What is on the shelf.
     *
     * @param found packages, readable or not
     * @param served those that can be read
     */
    public record Survey(int found, int served) {}

    /**
     * Looks at every package, and opens those that are new.
     *
     * @throws IOException if the shelf cannot be read
     */
    public Survey survey() throws IOException {
        int found = 0;
        int served = 0;
        for (String id : shelf.ids()) {
            Optional<Entry> entry = entry(id);
            found += entry.isPresent() ? 1 : 0;
            served += entry.flatMap(Entry::title).isPresent() ? 1 : 0;
        }
        return new Survey(found, served);
    }

    /** How often members and tails were found in memory. */
    public CacheCounts memberCounts() {
        return members.counts();
    }

    /** All titles, in the order of their ids. */
    public List<PublishedTitle> titles() {
        try {
            return shelf.ids().stream()
                    .flatMap(id -> find(id).stream())
                    .sorted(Comparator.comparing(PublishedTitle::id))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Finds a title.
     *
     * @param id any text
     */
    public Optional<PublishedTitle> find(String id) {
        try {
            return entry(id).flatMap(Entry::title);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The same, if it is open and nothing must be waited for. It may have been replaced or removed a second ago.
     *
     * @return empty if that is not so, or there is no such title
     */
    public Optional<PublishedTitle> findOpen(String id) {
        Entry entry = known.get(id);
        if (entry == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        // A clock that was set back says nothing.
        if (!now.isBefore(entry.seen()) && now.isBefore(entry.seen().plus(LOOK_EVERY))) {
            return entry.title();
        }
        boolean isCurrent = shelf.knownState(id).filter(entry.state()::equals).isPresent();
        if (!isCurrent) {
            return Optional.empty();
        }
        known.replace(id, entry, entry.seen(now));
        return entry.title();
    }

    /** Empty if there is no such package; a package that cannot be read has an entry without title. */
    private Optional<Entry> entry(String id) throws IOException {
        Optional<Object> state = shelf.state(id);
        if (state.isEmpty() && known.containsKey(id)) {
            state = afterReplacement(id);
        }
        if (state.isEmpty()) {
            known.remove(id);
            return Optional.empty();
        }
        Object current = state.get();
        Instant now = clock.instant();
        return Optional.of(known.compute(
                id,
                (_, entry) -> entry != null && entry.state().equals(current)
                        ? entry.seen(now)
                        : new Entry(
                                current,
                                open(
                                        new Shelved(id, current),
                                        Optional.ofNullable(entry).flatMap(Entry::title)),
                                now)));
    }

    /** A package is replaced by two renames, and between them there is none. */
    private Optional<Object> afterReplacement(String id) throws IOException {
        Optional<Object> state = Optional.empty();
        try {
            for (int i = 0; i < REPLACEMENT_LOOKS && state.isEmpty(); i++) {
                Thread.sleep(REPLACEMENT_PAUSE);
                state = shelf.state(id);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return state;
    }

    /** A package in a state that the shelf had. */
    private final class Shelved implements PublishedTitle.Presence {
        private final String id;
        private final Object state;

        Shelved(String id, Object state) {
            this.id = id;
            this.state = state;
        }

        @Override
        public boolean isUnchanged() {
            return shelf.knownState(id).filter(state::equals).isPresent();
        }

        @Override
        public Optional<PublishedTitle> now() {
            return find(id);
        }
    }

    /** @param before what was served of this id until now */
    private Optional<PublishedTitle> open(Shelved shelved, Optional<PublishedTitle> before) {
        String id = shelved.id;
        if (id.chars().anyMatch(Character::isISOControl)) {
            warn(shelf + "/" + id + ": its name has a control character, as no URL may have; rename the folder");
            return Optional.empty();
        }
        try {
            PublishedTitle title = new PublishedTitle(id, shelf.open(id), shelved, members, before);
            if (title.title().growth().isEmpty()) {
                LOG.info("serving {} of {}", id, shelf);
            } else if (before.isEmpty()) {
                LOG.info("serving the beginning of {} of {}", id, shelf);
            }
            return Optional.of(title);
        } catch (PackageException e) {
            warn(e.getMessage());
        } catch (IOException e) {
            warn(shelf + "/" + id + ": " + FailureLine.of(e));
        } catch (RuntimeException | StackOverflowError e) {
            // Whatever a package contains, the others are served.
            warn(shelf + "/" + id + ": " + e);
        }
        return Optional.empty();
    }

    /** One line: names of files may have line breaks. */
    private static void warn(@Nullable String reason) {
        LOG.warn("not served: {}", FailureLine.one(String.valueOf(reason)));
    }
}
