package dev.starling.swarm.breed.cluster;

import dev.starling.swarm.breed.genome.Genes;
import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.json.StrictJson;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.FeatureVector;
import java.util.Arrays;
import java.util.List;

/**
 * {@code clusters.json}: clusters for each band of picture sizes; {@code docs/evolution.md} says more.
 *
 * @param format {@value #FORMAT}
 * @param version {@value #VERSION}; a reader refuses a newer one
 * @param encoder the encoder with which the curves were measured
 * @param command that made the file
 * @param bands rising; pictures larger than the last belong to the last
 */
public record ClustersFile(String format, int version, String encoder, String command, List<ClusterSet> bands) {
    private static final String FORMAT = "starling-clusters";
    private static final int VERSION = 1;

    public ClustersFile {
        bands = List.copyOf(bands);
        if (bands.isEmpty()) {
            throw new IllegalArgumentException("bands must not be empty");
        }
        for (int i = 1; i < bands.size(); i++) {
            if (bands.get(i).mostLines() <= bands.get(i - 1).mostLines()) {
                throw new IllegalArgumentException("bands must rise");
            }
        }
    }

    /** A file of this version. */
    public static ClustersFile of(String encoder, String command, List<ClusterSet> bands) {
        return new ClustersFile(FORMAT, VERSION, encoder, command, bands);
    }

    /** One cluster for all clips: every gene at its usual value. What evolution started from. */
    public static ClustersFile usual() {
        int features = ContentFeature.values().length;
        double[] ones = new double[features];
        Arrays.fill(ones, 1);
        Classifier classifier = new Classifier(
                List.of(ContentFeature.values()),
                new FeatureVector(new double[features]),
                new FeatureVector(ones),
                List.of(new FeatureVector(new double[features + 1])));
        ProfileCluster cluster = new ProfileCluster(new ClusterId("usual"), new Genes(Genotype.USUAL), 1);
        return of("", "", List.of(new ClusterSet(Integer.MAX_VALUE, 1, List.of(cluster), classifier)));
    }

    /** The clusters for pictures of a size. */
    public ClusterSet band(PictureSize size) {
        return bands.stream()
                .filter(it -> size.shortSide() <= it.mostLines())
                .findFirst()
                .orElse(bands.getLast());
    }

    /** As JSON. */
    public byte[] write() {
        return StrictJson.write(this);
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it is none, of a newer version, or damaged; the message is one line and names
     *     the place
     */
    public static ClustersFile read(byte[] json) {
        return StrictJson.read(json, ClustersFile.class, FORMAT, VERSION);
    }
}
