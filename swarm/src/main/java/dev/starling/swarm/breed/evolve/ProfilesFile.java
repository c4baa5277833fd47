package dev.starling.swarm.breed.evolve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starling.swarm.breed.demand.DemandDigest;
import dev.starling.swarm.breed.genome.Genes;
import dev.starling.swarm.json.StrictJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code profiles.json}: a population and, for people, its measurements. {@code docs/evolution.md} describes the
 * format.
 */
public final class ProfilesFile {
    private static final String FORMAT = "starling-profiles";
    private static final int VERSION = 2;

    private record Document(
            String format,
            int version,
            long seed,
            int generation,
            DemandDigest demand,
            Map<MutationOperator, OperatorBandit.Arm> bandit,
            List<Hull> history,
            List<Brood> broods,
            List<Entry> profiles) {}

    /**
     * One family.
     *
     * @param genes the genes without the rate genes
     * @param measured by preset of the niche; for people only
     */
    private record Entry(Genes genes, Map<String, Measured> measured) {}

    /** Gain over the niche's yardstick in points of quality, and cost relative to it. */
    private record Measured(double gain, double cost) {}

    private ProfilesFile() {}

    /** Writes a generation. */
    public static byte[] write(Generation generation) {
        Population population = generation.population();
        return StrictJson.write(new Document(
                FORMAT,
                VERSION,
                population.seed(),
                population.generation(),
                population.demand(),
                population.bandit().arms(),
                population.history(),
                population.broods(),
                generation.individuals().stream()
                        .map(it -> entry(it, generation.niches()))
                        .toList()));
    }

    private static Entry entry(Individual individual, List<Niche> niches) {
        Map<String, Measured> measured = new LinkedHashMap<>();
        for (Niche niche :
                niches.stream().filter(it -> it.isOfCodec(individual)).toList()) {
            measured.put(
                    niche.preset().toString(),
                    new Measured(rounded(niche.meanGain(individual)), rounded(niche.cost(individual))));
        }
        return new Entry(new Genes(individual.genotype()), measured);
    }

    private static double rounded(double value) {
        return Math.rint(value * 1e4) / 1e4;
    }

    /**
     * Reads a population.
     *
     * @throws IllegalArgumentException if it is another kind of file, newer, or has an unknown gene or a value out of
     *     bounds; the message is one line and names the place
     */
    public static Population read(byte[] json) {
        Document document = StrictJson.read(json, Document.class, FORMAT, VERSION, ProfilesFile::upgrade);
        return new Population(
                document.seed(),
                document.generation(),
                document.demand(),
                document.profiles().stream().map(it -> it.genes().genotype()).toList(),
                new OperatorBandit(document.bandit()),
                document.history(),
                document.broods());
    }

    /** Version 1 knew no demand and kept no record of the operators. */
    private static void upgrade(ObjectNode older) {
        older.put("version", VERSION).put("demand", DemandDigest.EVEN.value()).putArray("broods");
    }
}
