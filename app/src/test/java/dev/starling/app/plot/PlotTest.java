package dev.starling.app.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.app.plot.Plot.Axis;
import dev.starling.app.plot.Plot.Point;
import dev.starling.app.plot.Plot.Series;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class PlotTest {
    private static final Plot PLOT = new Plot(
            "a & b < c",
            Axis.logarithmic("kbit/s"),
            Axis.linear("VMAF"),
            List.of(
                    new Series("large", 'a', List.of(new Point(1000, 80), new Point(2000, 90), new Point(4000, 95))),
                    new Series("small", 'b', List.of(new Point(500, 60), new Point(1000, 70)))));

    @Test
    void theSvgIsWellFormedAndHasEveryPoint() throws Exception {
        var document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(PLOT.svg())));
        assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(5);
        assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(2);
        assertThat(document.getDocumentElement().getTextContent()).contains("a & b < c", "large", "small", "kbit/s");
    }

    @Test
    void inCharactersEveryPointHasItsMarkWhereItBelongs() {
        List<String> lines = PLOT.text(60, 12);
        List<String> field = lines.subList(1, 13);
        assertThat(String.join("", field).chars().filter(it -> it == 'a').count())
                .isEqualTo(3);
        assertThat(String.join("", field).chars().filter(it -> it == 'b').count())
                .isEqualTo(2);
        // The best is to the upper right, the worst to the lower left.
        assertThat(field.getFirst()).endsWith("a").hasSizeGreaterThan(50);
        assertThat(field.getLast().indexOf('b')).isBetween(8, 14);
        assertThat(lines).allSatisfy(it -> assertThat(it.length()).isLessThanOrEqualTo(60));
    }

    @Test
    void onePointAloneIsPlotted() {
        Plot alone = new Plot(
                "t", Axis.logarithmic("x"), Axis.linear("y"), List.of(new Series("s", 'o', List.of(new Point(5, 0)))));
        assertThat(String.join("\n", alone.text(40, 6))).contains("o");
        assertThat(alone.svg()).doesNotContain("NaN");
    }

    @Test
    void panelsShareTheirAxisAndAGapInterruptsALine() throws Exception {
        Series line = new Series(
                "line",
                'l',
                List.of(new Point(0, 1), new Point(1, 2), new Point(1, Double.NaN), new Point(2, 3), new Point(3, 4)),
                Plot.Style.LINE);
        Panels panels = new Panels(
                "two",
                Axis.linear("s"),
                List.of(
                        new Panels.Panel(Axis.linear("a"), 100, List.of(line)),
                        new Panels.Panel(Axis.logarithmic("b"), 100, List.of(line))),
                List.of(new Panels.Band(1, 2, "band")));
        var document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(panels.svg())));
        assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(4);
        assertThat(document.getDocumentElement().getTextContent()).containsOnlyOnce("line");
        assertThat(panels.html()).startsWith("<!DOCTYPE html>").contains("band").doesNotContain("NaN");
    }

    @Test
    void ticksAreRoundNumbers() {
        assertThat(Ticks.within(Axis.linear("x"), new Plot.Span(-3, 77), 5))
                .map(it -> it.toPlainString())
                .containsExactly("0", "20", "40", "60");
        assertThat(Ticks.within(Axis.logarithmic("x"), new Plot.Span(Math.log(0.3), Math.log(30)), 6))
                .map(it -> it.toPlainString())
                .containsExactly("0.5", "1", "2", "5", "10", "20");
    }

    @Test
    void nothingIsNotPlotted() {
        assertThatThrownBy(() -> new Plot("t", Axis.linear("x"), Axis.linear("y"), List.of()))
                .hasMessageContaining("nothing to plot: t");
    }
}
