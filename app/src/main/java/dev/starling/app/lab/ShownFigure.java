package dev.starling.app.lab;

import dev.starling.lab.evaluate.SessionFigures.Figure;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a figure of an evaluation is printed.
 *
 * @param figure what is shown
 * @param json its name in the result
 * @param title the heading of its column
 * @param scale by which it is multiplied
 */
public record ShownFigure(Figure figure, String json, String title, double scale) {
    /** The difference of QoE_v from the policy of {@code --against}. */
    static final ShownFigure DIFFERENCE = new ShownFigure(Figure.QOE_V, "qoeVAbove", "above", 1);

    static final List<ShownFigure> OF_TABLES = List.of(
            new ShownFigure(Figure.QOE_V, "qoeV", "QoE_v", 1),
            new ShownFigure(Figure.QOE_LIN, "qoeLin", "QoE_lin", 1),
            new ShownFigure(Figure.STALL_RATIO, "stallRatio", "stalled %", 100),
            new ShownFigure(Figure.VMAF, "vmaf", "VMAF", 1),
            new ShownFigure(Figure.SWITCHES, "switches", "switches", 1),
            new ShownFigure(Figure.DOWN_MOVES, "downMoves", "down-moves", 1));

    static final List<ShownFigure> OF_PACKAGES = List.of(
            new ShownFigure(Figure.QOE_V, "qoeV", "QoE_v", 1),
            new ShownFigure(Figure.VMAF, "vmaf", "VMAF", 1),
            new ShownFigure(Figure.START_UP_SECONDS, "startUpSeconds", "start-up s", 1),
            new ShownFigure(Figure.STALL_SECONDS, "stallSeconds", "stalled s", 1),
            new ShownFigure(Figure.FALLBACKS, "fallbackShare", "fallbacks %", 100),
            new ShownFigure(Figure.DOWN_MOVES, "downMoves", "down-moves", 1),
            new ShownFigure(Figure.BYTES, "bytes", "MB", 1e-6),
            new ShownFigure(Figure.REQUANTISING, "requantisingSecondsPerHour", "requantising s/h", 1));

    /** All figures that a result can have, each once. */
    public static final List<ShownFigure> ALL = Stream.of(List.of(DIFFERENCE), OF_TABLES, OF_PACKAGES)
            .flatMap(List::stream)
            .distinct()
            .toList();
}
