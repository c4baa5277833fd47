package dev.starling.edge;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.lang.management.ManagementFactory;

/**
 * What a process holds that serves.
 *
 * @param threads those of the platform
 * @param directBytes memory of the allocator for buffers
 * @param heapBytes what is left after a collection
 */
record Held(int threads, long directBytes, long heapBytes) {
    /** What this process holds. */
    static Held now() {
        System.gc();
        return new Held(
                ManagementFactory.getThreadMXBean().getThreadCount(),
                ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                        .metric()
                        .usedDirectMemory(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }

    /** Heap and buffers. */
    long bytes() {
        return directBytes + heapBytes;
    }

    /** One line, for another process. */
    String line() {
        return threads + " " + directBytes + " " + heapBytes;
    }

    static Held ofLine(String line) {
        String[] parts = line.split(" ", 3);
        return new Held(Integer.parseInt(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }
}
