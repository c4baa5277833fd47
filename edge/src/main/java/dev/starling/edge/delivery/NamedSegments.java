package dev.starling.edge.delivery;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.starling.edge.catalog.CacheCounts;
import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.edge.catalog.ReplacedException;
import dev.starling.swarm.cmaf.IdrChunks;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.BlendPlan.OfRows;
import dev.starling.swarm.steer.Levels;
import dev.starling.swarm.steer.PlanName;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.RowBlend;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The segments of named plans. A segment is made once, however many clients request it at the same time, and the most
 * used ones are kept within a number of bytes. The same plan always has the same bytes, at any edge. Thread-safe.
 */
public final class NamedSegments {
    /** Making a segment waits for files, and for processors where it is requantised. */
    private static final Executor MAKERS = Executors.newVirtualThreadPerTaskExecutor();

    /** Direct buffers, freed when nobody uses them any more: a segment in flight may leave the cache. */
    private final AsyncCache<Name, Outcome> segments;

    private final RequantisingWorkers workers;
    private final ByteBufAllocator allocator;
    private final AtomicLong made = new AtomicLong();

    /** What came of a name. Only made segments are kept. A failed future would be logged by the cache. */
    private sealed interface Outcome {}

    private record Made(ByteBuffer segment) implements Outcome {}

    private record NoSuchPlan() implements Outcome {}

    private record Failed(Exception reason) implements Outcome {}

    /**
     * The name of a segment.
     *
     * @param edition of the package
     * @param group the blend group of the plan
     * @param plan its name, as {@link PlanName} has it
     */
    public record Name(String edition, BlendGroupId group, int clip, String plan) {}

    /**
     * @param maxBytes how many bytes of segments are kept
     * @param workers those of the edge
     */
    public NamedSegments(long maxBytes, RequantisingWorkers workers, ByteBufAllocator allocator) {
        this.workers = workers;
        this.allocator = allocator;
        this.segments = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .<Name, Outcome>weigher((_, outcome) -> outcome instanceof Made(var segment) ? segment.remaining() : 0)
                // The thread that adds a segment also drops others, so that the bound holds at once.
                .executor(Runnable::run)
                .recordStats()
                .buildAsync();
    }

    /** How often segments were found here, and made. */
    public CacheCounts counts() {
        return new CacheCounts(segments.synchronous().stats().hitCount(), made.get());
    }

    /** How many segments were made, and not found here. */
    public long made() {
        return made.get();
    }

    /**
     * The segment of a plan, with parameter sets in band ({@code avc3}). Each IDR picture is a chunk of its own.
     *
     * @param title of the name's edition, with its clip
     * @param onLost receives the reason for each tail that cannot be read
     * @return a buffer that the caller releases; empty if the clip has no such plan
     * @throws BusyException if it cannot be requantised in time
     * @throws IOException if a file of the package cannot be read
     */
    public Optional<ByteBuf> find(Name name, PublishedTitle title, Consumer<IOException> onLost) throws IOException {
        CompletableFuture<Outcome> outcome =
                segments.get(name, (_, _) -> CompletableFuture.supplyAsync(() -> outcome(name, title, onLost), MAKERS));
        Outcome known = outcome.join();
        if (!(known instanceof Made)) {
            segments.asMap().remove(name, outcome);
        }
        return switch (known) {
            case Made(var segment) -> Optional.of(buffer(segment));
            case NoSuchPlan() -> Optional.empty();
            case Failed(IOException reason) -> throw reason;
            case Failed(ReplacedException reason) -> throw reason;
            case Failed(Exception reason) -> throw new IOException(reason);
        };
    }

    /** The processors are busy with other blends. */
    public static final class BusyException extends IOException {
        private static final long serialVersionUID = 1;

        private BusyException(Name name) {
            super("no time to requantise " + name);
        }
    }

    /**
     * The segment of a plan, if it is here already.
     *
     * @return a buffer that the caller releases
     */
    public Optional<ByteBuf> kept(Name name) {
        return segments.synchronous().getIfPresent(name) instanceof Made(var segment)
                ? Optional.of(buffer(segment))
                : Optional.empty();
    }

    private static ByteBuf buffer(ByteBuffer segment) {
        return Unpooled.wrappedBuffer(segment.duplicate());
    }

    private Outcome outcome(Name name, PublishedTitle title, Consumer<IOException> onLost) {
        try {
            return make(name, title, onLost);
        } catch (IOException | RuntimeException e) {
            return new Failed(e);
        }
    }

    private Outcome make(Name name, PublishedTitle title, Consumer<IOException> onLost) throws IOException {
        Clip clip = title.title().clips().get(name.clip());
        Optional<BlendPlan> plan = PlanName.read(name.plan(), name.group(), clip.frameCount());
        if (plan.isEmpty() || !isOf(name.group(), plan.get(), clip, title)) {
            return new NoSuchPlan();
        }
        MappedClip mapped = open(title, clip, plan.get(), onLost);
        if (!mapped.members().permits(plan.get()) || !agrees(mapped, plan.get())) {
            return new NoSuchPlan();
        }
        made.incrementAndGet();
        byte[] parameterSets = title.title().group(name.group()).parameterSets().inBand();
        ChunkWriter writer = new ChunkWriter(mapped, parameterSets, workers, allocator);
        List<Integer> starts = IdrChunks.starts(
                IntStream.range(0, clip.frameCount())
                        .filter(it -> mapped.members().idrPictures(it, it + 1) > 0)
                        .boxed()
                        .toList(),
                clip.frameCount());
        List<ByteBuf> chunks = new ArrayList<>();
        int size = 0;
        for (int i = 0; i < starts.size(); i++) {
            int until = i + 1 < starts.size() ? starts.get(i + 1) : clip.frameCount();
            ByteBuf chunk = writer.chunk(plan.get(), starts.get(i), until);
            chunks.add(chunk);
            size += chunk.readableBytes();
        }
        boolean asNamed = writer.asSent(plan.get()).equals(plan.get());
        ByteBuffer bytes = ByteBuffer.allocateDirect(asNamed ? size : 0);
        for (ByteBuf chunk : chunks) {
            if (asNamed) {
                chunk.readBytes(bytes.limit(bytes.position() + chunk.readableBytes()));
            }
            chunk.release();
        }
        if (!asNamed) {
            throw new BusyException(name);
        }
        return new Made(bytes.flip().asReadOnlyBuffer());
    }

    /** Maps a clip for a plan; members that the plan does not need may be lost. */
    private static MappedClip open(PublishedTitle title, Clip clip, BlendPlan plan, Consumer<IOException> onLost)
            throws LostMemberException {
        try {
            return MappedClip.open(title, clip, plan.memberAt(0), Levels.ALL, onLost);
        } catch (LostMemberException lost) {
            boolean needed = members(plan).anyMatch(lost.member()::equals);
            Optional<Clip> rest = needed ? Optional.empty() : clip.without(lost.member());
            if (rest.isEmpty()) {
                throw lost;
            }
            onLost.accept(lost);
            return open(title, rest.get(), plan, onLost);
        }
    }

    private static boolean isOf(BlendGroupId group, BlendPlan plan, Clip clip, PublishedTitle title) {
        return members(plan)
                .allMatch(
                        it -> clip.has(it) && title.title().cluster(it).group().equals(group));
    }

    private static Stream<ClusterId> members(BlendPlan plan) {
        return plan.spans().stream()
                .flatMap(span -> span.source() instanceof OfRows(RowBlend rows)
                        ? Stream.of(rows.higher(), rows.lower())
                        : Stream.of(span.member()));
    }

    private static boolean agrees(MappedClip mapped, BlendPlan plan) {
        return plan.spans().stream()
                .allMatch(span -> !(span.source() instanceof OfRows(RowBlend rows))
                        || RowAgreement.difference(mapped, rows).isEmpty());
    }
}
