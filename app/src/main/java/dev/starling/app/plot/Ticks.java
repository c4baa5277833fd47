package dev.starling.app.plot;

import dev.starling.app.plot.Plot.Axis;
import dev.starling.app.plot.Plot.Span;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Round numbers on an axis: one, two or five times a power of ten. */
final class Ticks {
    private static final int[] STEPS = {1, 2, 5};

    private Ticks() {}

    /**
     * The numbers within a span.
     *
     * @param most about how many there may be
     */
    static List<BigDecimal> within(Axis axis, Span span, int most) {
        return axis.logarithmic() ? logarithmic(axis, span, most) : linear(span, most);
    }

    private static List<BigDecimal> linear(Span span, int most) {
        int power = (int) Math.floor(Math.log10((span.until() - span.from()) / most));
        BigDecimal step = BigDecimal.ONE.scaleByPowerOfTen(power);
        for (int i = 1; (span.until() - span.from()) / step.doubleValue() > most; i++) {
            step = BigDecimal.valueOf(STEPS[i % STEPS.length]).scaleByPowerOfTen(power + i / STEPS.length);
        }
        List<BigDecimal> ticks = new ArrayList<>();
        long first = (long) Math.ceil(span.from() / step.doubleValue());
        for (long i = first; i * step.doubleValue() <= span.until(); i++) {
            ticks.add(step.multiply(BigDecimal.valueOf(i)));
        }
        return ticks;
    }

    private static List<BigDecimal> logarithmic(Axis axis, Span span, int most) {
        List<BigDecimal> ticks = new ArrayList<>();
        int first = (int) Math.floor(Math.log10(axis.value(span.from())));
        int last = (int) Math.ceil(Math.log10(axis.value(span.until())));
        boolean onlyPowers = (last - first) * STEPS.length > 2 * most;
        for (int power = first; power <= last; power++) {
            for (int step : onlyPowers ? new int[] {1} : STEPS) {
                BigDecimal tick = BigDecimal.valueOf(step).scaleByPowerOfTen(power);
                double position = axis.position(tick.doubleValue());
                if (position >= span.from() && position <= span.until()) {
                    ticks.add(tick);
                }
            }
        }
        return ticks;
    }
}
