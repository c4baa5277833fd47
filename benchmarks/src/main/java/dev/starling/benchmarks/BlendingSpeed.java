package dev.starling.benchmarks;

import dev.starling.edge.catalog.Catalog;
import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.edge.delivery.Blending;
import dev.starling.edge.delivery.ChunkSink;
import dev.starling.edge.delivery.PreparedClip;
import dev.starling.edge.delivery.RequantisingWorkers;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.Levels;
import dev.starling.swarm.steer.PathMonitor;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Title;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Cost of frame-level blending in the edge, compared with plain copying. Clips of a package's largest blend group are
 * sent in each way for the same number of CPU seconds, once to a sink that copies them into memory and once over a
 * loopback socket.
 *
 * <ul>
 *   <li>{@code raw}: a member's mapped access units, unchanged;
 *   <li>{@code whole}: the edge's delivery of a plan that takes the whole clip from the best member;
 *   <li>{@code blended}: the edge's delivery of a plan that takes a share of the clip from every member of the group.
 * </ul>
 *
 * Prints one line of JSON for each. Speeds are per CPU second of the sending thread, including system calls but not the
 * receiver. {@code ofWhole} is the ratio of bytes per CPU second to those of {@code whole}.
 *
 * <pre>
 *   java -cp 'benchmarks/target/classes:benchmarks/target/lib/*' \
 *       dev.starling.benchmarks.BlendingSpeed PACKAGE [CPU_SECONDS]
 * </pre>
 */
public final class BlendingSpeed {
    private static final double DEFAULT_CPU_SECONDS = 5;
    /** Additional share of the time, spent first and not counted, so that compiled code is measured. */
    private static final double WARM_UP_SHARE = 0.5;

    private final PublishedTitle published;
    private final BlendGroupId group;
    private final double cpuSeconds;
    private final Blending blending = new Blending(Levels.ALL, RequantisingWorkers.ofMachine());

    private BlendingSpeed(PublishedTitle published, double cpuSeconds) {
        this.published = published;
        this.group = published.title().groups().getFirst().id();
        this.cpuSeconds = cpuSeconds;
    }

    /** Receives the bytes. */
    private interface Sink {
        void write(ByteBuffer[] buffers) throws IOException;
    }

    /** Sends one clip and returns its number of bytes. */
    private interface Way {
        long send(Clip clip, Sink sink) throws IOException;
    }

    private record Measured(double clipsPerSecond, double megabytesPerSecond, double framesPerSecond) {}

    /** Measures a package. */
    public static void main(String[] args) throws IOException {
        PublishedTitle published = new Catalog(Path.of(args[0])).titles().getFirst();
        double cpuSeconds = args.length > 1 ? Double.parseDouble(args[1]) : DEFAULT_CPU_SECONDS;
        BlendingSpeed benchmark = new BlendingSpeed(published, cpuSeconds);
        ByteBuffer memory = ByteBuffer.allocateDirect(64 << 20);
        benchmark.measureAll("memory", buffers -> {
            memory.clear();
            for (ByteBuffer buffer : buffers) {
                memory.put(buffer);
            }
        });
        try (ServerSocketChannel listening =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel sending = SocketChannel.open(listening.getLocalAddress())) {
            SocketChannel receiving = listening.accept();
            Thread.ofPlatform().daemon().start(() -> discard(receiving));
            benchmark.measureAll("loopback", buffers -> {
                while (buffers[buffers.length - 1].hasRemaining()) {
                    sending.write(buffers);
                }
            });
        }
    }

    private static void discard(SocketChannel receiving) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        try (receiving) {
            int read;
            do {
                read = receiving.read(buffer.clear());
            } while (read >= 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void measureAll(String to, Sink sink) throws IOException {
        Measured whole = measure(this::sendWhole, sink);
        print(to, "raw", measure(this::sendRaw, sink), whole);
        print(to, "whole", whole, whole);
        print(to, "blended", measure(this::sendBlended, sink), whole);
    }

    private void print(String to, String way, Measured measured, Measured whole) {
        Title title = published.title();
        System.out.printf(
                Locale.ROOT,
                "{\"benchmark\":\"blending\",\"to\":\"%s\",\"way\":\"%s\",\"picture\":\"%s\","
                        + "\"clipsPerCpuSecond\":%.0f,\"megabytesPerCpuSecond\":%.0f,\"framesPerCpuSecond\":%.0f,"
                        + "\"ofWhole\":%.2f}%n",
                to,
                way,
                title.group(group).pictureSize(),
                measured.clipsPerSecond(),
                measured.megabytesPerSecond(),
                measured.framesPerSecond(),
                measured.megabytesPerSecond() / whole.megabytesPerSecond());
    }

    private Measured measure(Way way, Sink sink) throws IOException {
        run(way, sink, cpuSeconds * WARM_UP_SHARE);
        return run(way, sink, cpuSeconds);
    }

    private Measured run(Way way, Sink sink, double seconds) throws IOException {
        long start = cpuNanos();
        long clips = 0;
        long bytes = 0;
        long frames = 0;
        while (cpuNanos() - start < seconds * 1e9) {
            for (Clip clip : published.title().clips()) {
                bytes += way.send(clip, sink);
                frames += clip.frameCount();
                clips++;
            }
        }
        double spent = (cpuNanos() - start) / 1e9;
        return new Measured(clips / spent, bytes / spent / 1e6, frames / spent);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private List<ClusterId> members(Clip clip) {
        return published.title().clustersOf(clip).stream()
                .filter(cluster -> cluster.group().equals(group))
                .map(Cluster::id)
                .sorted(Comparator.comparingDouble(
                        id -> -clip.member(id).quality().vmaf()))
                .toList();
    }

    private long sendRaw(Clip clip, Sink sink) throws IOException {
        ByteBuffer bytes = published.member(clip, members(clip).getFirst()).bytes(0, clip.frameCount());
        int size = bytes.remaining();
        sink.write(new ByteBuffer[] {bytes});
        return size;
    }

    private long sendWhole(Clip clip, Sink sink) throws IOException {
        return deliver(clip, BlendPlan.whole(group, members(clip).getFirst(), clip.frameCount()), sink);
    }

    private long sendBlended(Clip clip, Sink sink) throws IOException {
        List<ClusterId> members = members(clip);
        BlendPlan plan = BlendPlan.whole(group, members.getFirst(), clip.frameCount());
        for (int i = 1; i < members.size(); i++) {
            plan = plan.downFrom(clip.frameCount() * i / members.size(), members.get(i));
        }
        return deliver(clip, plan, sink);
    }

    private long deliver(Clip clip, BlendPlan plan, Sink sink) throws IOException {
        Counting counting = new Counting(sink);
        PreparedClip.of(published, clip, plan, blending)
                .send(
                        counting,
                        Optional::empty,
                        new PathMonitor(),
                        Optional.empty(),
                        PooledByteBufAllocator.DEFAULT,
                        InstantSource.system(),
                        report -> {});
        return counting.bytes;
    }

    /** Counts the bytes of chunks and passes them on. */
    private static final class Counting implements ChunkSink {
        private final Sink sink;
        private long bytes;

        Counting(Sink sink) {
            this.sink = sink;
        }

        @Override
        public void write(ByteBuf chunk) throws ClosedException {
            try {
                bytes += chunk.readableBytes();
                sink.write(chunk.nioBuffers());
            } catch (IOException e) {
                throw new ClosedException(e);
            } finally {
                chunk.release();
            }
        }

        @Override
        public void end() {
            // The sink stays open for the next clip.
        }

        @Override
        public void pause(Duration time) {
            throw new IllegalStateException("without the kernel's counters nothing waits");
        }
    }
}
