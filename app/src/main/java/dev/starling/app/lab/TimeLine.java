package dev.starling.app.lab;

import dev.starling.app.plot.Panels;
import dev.starling.app.plot.Panels.Band;
import dev.starling.app.plot.Panels.Panel;
import dev.starling.app.plot.Plot.Axis;
import dev.starling.app.plot.Plot.Point;
import dev.starling.app.plot.Plot.Series;
import dev.starling.app.plot.Plot.Style;
import dev.starling.lab.delivery.DeliveredClip;
import dev.starling.lab.evaluate.Replay;
import dev.starling.lab.evaluate.Replay.Entry;
import dev.starling.lab.trace.BandwidthTrace;
import java.util.ArrayList;
import java.util.List;

/** Draws one session over time: the path and its estimate, the buffer, the quality on screen, moves and stalls. */
final class TimeLine {
    /** An outage is drawn as this rate, because the axis is logarithmic. */
    private static final double MIN_MEGABITS = 0.01;

    private static final double POINTS = 400;

    private TimeLine() {}

    static Panels of(Replay replay, BandwidthTrace trace, String title) {
        return new Panels(
                title,
                Axis.linear("seconds since the first request"),
                List.of(
                        new Panel(
                                Axis.logarithmic("Mbit/s"),
                                150,
                                List.of(path(replay, trace), estimate(replay), received(replay))),
                        new Panel(Axis.linear("buffer, s"), 120, List.of(buffer(replay))),
                        new Panel(Axis.linear("VMAF on screen"), 150, quality(replay))),
                stalls(replay));
    }

    /** The mean of the trace over short times. */
    private static Series path(Replay replay, BandwidthTrace trace) {
        List<Point> points = new ArrayList<>();
        double step = replay.clips().getLast().times().arrival() / POINTS;
        for (int i = 0; i < POINTS; i++) {
            double rate = (trace.bitsUntil((i + 1) * step) - trace.bitsUntil(i * step)) / step / 1e6;
            points.add(new Point(i * step, Math.max(MIN_MEGABITS, rate)));
            points.add(new Point((i + 1) * step, Math.max(MIN_MEGABITS, rate)));
        }
        return new Series("path", 'p', points, Style.LINE);
    }

    private static Series estimate(Replay replay) {
        List<Point> points = replay.clips().stream()
                .filter(it -> it.path().estimate().isPresent())
                .map(it -> new Point(it.times().request(), it.path().estimate().getAsDouble() / 1e6))
                .toList();
        return new Series("estimate", 'e', points);
    }

    private static Series received(Replay replay) {
        List<Point> points = new ArrayList<>();
        for (Entry clip : replay.clips()) {
            double rate =
                    clip.bytes() * 8 / (clip.times().arrival() - clip.times().request()) / 1e6;
            points.add(new Point(clip.times().request(), rate));
            points.add(new Point(clip.times().arrival(), rate));
            points.add(new Point(clip.times().arrival(), Double.NaN));
        }
        return new Series("received, mean of a clip", 'r', points, Style.BAR);
    }

    private static Series buffer(Replay replay) {
        List<Point> points = new ArrayList<>();
        for (Entry clip : replay.clips()) {
            DeliveredClip.Times times = clip.times();
            double buffered = clip.playback().buffered();
            double empty = times.request() + buffered;
            points.add(new Point(times.request(), buffered));
            if (empty < times.arrival()) {
                points.add(new Point(empty, 0));
            }
            double left = Math.max(0, empty - times.arrival());
            points.add(new Point(times.arrival(), left));
            points.add(new Point(times.arrival(), left + clip.playback().duration()));
        }
        points.add(new Point(replay.endSeconds(), 0));
        return new Series("buffer", 'b', points, Style.LINE);
    }

    private static List<Series> quality(Replay replay) {
        List<Point> shown = new ArrayList<>();
        List<Point> moves = new ArrayList<>();
        List<Point> abandoned = new ArrayList<>();
        for (Entry clip : replay.clips()) {
            double from = clip.playedAt();
            shown.add(new Point(from, clip.vmaf()));
            shown.add(new Point(from + clip.playback().duration(), clip.vmaf()));
            shown.add(new Point(from, Double.NaN));
            for (Replay.Event event : clip.events()) {
                switch (event.kind()) {
                    case DOWN_MOVE -> moves.add(new Point(event.seconds(), clip.vmaf()));
                    case ABANDONED -> abandoned.add(new Point(event.seconds(), clip.vmaf()));
                }
            }
        }
        List<Series> series = new ArrayList<>(List.of(new Series("clip", 'q', shown, Style.BAR)));
        if (!moves.isEmpty()) {
            series.add(new Series("moved down (when sent)", 'm', moves, Style.TRIANGLES));
        }
        if (!abandoned.isEmpty()) {
            series.add(new Series("abandoned (when loading)", 'a', abandoned, Style.TRIANGLES));
        }
        return series;
    }

    private static List<Band> stalls(Replay replay) {
        List<Band> bands = new ArrayList<>();
        for (Entry clip : replay.clips()) {
            double stall = clip.playback().stall();
            double arrival = clip.times().arrival();
            if (stall > 0) {
                bands.add(new Band(arrival - stall, arrival, "start-up, stalls"));
            }
        }
        return bands;
    }
}
