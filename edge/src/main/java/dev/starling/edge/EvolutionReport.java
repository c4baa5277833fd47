package dev.starling.edge;

import java.util.List;

/**
 * How profiles were bred, in the JSON form of the API ({@code docs/http-api.md}).
 *
 * @param file the name of the file, without its folder
 * @param generation how many generations there were
 * @param profiles how many families there are
 * @param codecs theirs
 * @param hulls the hull of each generation, the earliest first
 * @param operators the one with the most gain per CPU hour first
 */
public record EvolutionReport(
        String file,
        int generation,
        int profiles,
        List<String> codecs,
        List<HullOfGeneration> hulls,
        List<Operator> operators) {
    public EvolutionReport {
        codecs = List.copyOf(codecs);
        hulls = List.copyOf(hulls);
        operators = List.copyOf(operators);
    }

    /**
     * How far the hull of a generation lies above the yardstick.
     *
     * @param gains in points of quality, from the lowest bitrate of the yardstick to the highest
     */
    public record HullOfGeneration(int generation, List<Double> gains) {
        public HullOfGeneration {
            gains = List.copyOf(gains);
        }
    }

    /**
     * An operator over all generations.
     *
     * @param children how many it made
     * @param gain by how much they improved the best gains, in points of quality
     * @param cpuSeconds of their encodes
     * @param expected what the bandit expects of it: points per CPU hour
     */
    public record Operator(String operator, int children, double gain, double cpuSeconds, double expected) {}
}
