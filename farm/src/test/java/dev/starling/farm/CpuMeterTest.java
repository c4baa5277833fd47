package dev.starling.farm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.farm.CpuMeter.Place;
import dev.starling.swarm.title.EncodingCost.Work;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuMeterTest {
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Computes for about this many milliseconds of processor time, and returns the nanoseconds that it took. */
    private static long compute(int millis) {
        long start = cpuNanos();
        while (cpuNanos() - start < millis * 1_000_000L) {
            Thread.onSpinWait();
        }
        return cpuNanos() - start;
    }

    @Test
    void workInsideOtherWorkCountsOnceAndForItsOwnKind() {
        CpuMeter meter = new CpuMeter();
        long before = cpuNanos();
        long inner;
        try (var _ = meter.enter(Work.ENCODE)) {
            compute(20);
            try (var _ = meter.enter(Work.SCALE)) {
                inner = compute(30);
            }
            compute(20);
        }
        long all = cpuNanos() - before;

        assertThat(meter.nanos()).containsOnlyKeys(Work.ENCODE, Work.SCALE);
        assertThat(meter.nanos().get(Work.SCALE)).isBetween(inner, all - 40_000_000L);
        assertThat(meter.nanos().get(Work.ENCODE)).isBetween(40_000_000L, all - inner);
    }

    @Test
    void threadsAddUp() throws InterruptedException {
        CpuMeter meter = new CpuMeter();
        Thread[] threads = new Thread[3];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofPlatform().start(() -> {
                try (var _ = meter.enter(Work.ENCODE)) {
                    compute(10);
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(meter.nanos().get(Work.ENCODE)).isGreaterThanOrEqualTo(30_000_000L);
    }

    @Test
    void anIntervalThatGoesOnCountsFromItsSplit() {
        CpuMeter meter = new CpuMeter();
        try (var _ = meter.enter(Work.PACKAGE)) {
            compute(10);
            assertThat(meter.nanos()).isEmpty();
            meter.split();
            assertThat(meter.nanos().get(Work.PACKAGE)).isGreaterThanOrEqualTo(10_000_000L);
        }
    }

    @Test
    void virtualThreadsAreNotMeasured() throws InterruptedException {
        CpuMeter meter = new CpuMeter();
        Thread.ofVirtual()
                .start(() -> {
                    try (var _ = meter.enter(Work.ENCODE)) {
                        Thread.onSpinWait();
                    }
                })
                .join();

        assertThat(meter.nanos().get(Work.ENCODE)).isZero();
    }

    @Test
    void whatOtherProcessesDidIsNotTakenFromTheRestOfThisOne() {
        CpuMeter meter = new CpuMeter();
        compute(50);
        meter.add(Map.of(Work.ENCODE, 5_000_000_000L), Place.ELSEWHERE);

        assertThat(meter.cost().cpuSeconds().get(Work.ENCODE)).isEqualTo(5);
        assertThat(meter.cost().cpuSeconds().get(Work.OTHER)).isGreaterThan(0.02);
        meter.add(Map.of(Work.ENCODE, 5_000_000_000L), Place.HERE);
        assertThat(meter.cost().cpuSeconds().get(Work.OTHER))
                .as("this process did not take that long")
                .isZero();
    }
}
