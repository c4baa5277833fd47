package dev.starling.swarm.breed.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starling.swarm.breed.demand.DemandDigest;
import dev.starling.swarm.breed.genome.Genes;
import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.json.StrictJson;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.title.FeatureVector;
import java.util.Arrays;
import java.util.List;

/**
 * {@code clusters.json}: the elected families for each band of picture sizes. {@code docs/evolution.md} describes the
 * format.
 *
 * @param format {@value #FORMAT}
 * @param version {@value #VERSION}; a reader refuses a newer one
 * @param encoder the encoder with which the curves were measured
 * @param command the command that made the file
 * @param bands in rising order; the last also covers all larger pictures
 */
public record ClustersFile(String format, int version, String encoder, String command, List<SizeBand> bands) {
    private static final String FORMAT = "starling-clusters";
    private static final int VERSION = 2;

    public ClustersFile {
        bands = List.copyOf(bands);
        if (bands.isEmpty()) {
            throw new IllegalArgumentException("bands must not be empty");
        }
        for (int i = 1; i < bands.size(); i++) {
            if (bands.get(i).maxLines() <= bands.get(i - 1).maxLines()) {
                throw new IllegalArgumentException("bands must rise");
            }
        }
    }

    /** A file of the current version. */
    public static ClustersFile of(String encoder, String command, List<SizeBand> bands) {
        return new ClustersFile(FORMAT, VERSION, encoder, command, bands);
    }

    /** A single family for all clips: every gene at its usual value. */
    public static ClustersFile usual() {
        int features = ContentFeature.values().length;
        double[] ones = new double[features];
        Arrays.fill(ones, 1);
        Classifier classifier = new Classifier(
                List.of(ContentFeature.values()),
                new FeatureVector(new double[features]),
                new FeatureVector(ones),
                List.of(new FeatureVector(new double[features + 1])));
        ElectedFamily family = new ElectedFamily(new FamilyId("usual"), new Genes(Genotype.USUAL), 1);
        return of("", "", List.of(new SizeBand(Integer.MAX_VALUE, DemandDigest.EVEN, 1, List.of(family), classifier)));
    }

    /**
     * The same clusters with another value of a gene in every family.
     *
     * @throws IllegalArgumentException if no gene has the name, or its bounds do not admit the value; in one line
     */
    public ClustersFile with(String gene, String value) {
        return new ClustersFile(
                format,
                version,
                encoder,
                command,
                bands.stream()
                        .map(band -> new SizeBand(
                                band.maxLines(),
                                band.demand(),
                                band.temperature(),
                                band.families().stream()
                                        .map(it -> it.with(gene, value))
                                        .toList(),
                                band.classifier()))
                        .toList());
    }

    /** The band of a picture size. */
    public SizeBand band(PictureSize size) {
        return bands.stream()
                .filter(it -> size.shortSide() <= it.maxLines())
                .findFirst()
                .orElse(bands.getLast());
    }

    /** This file as JSON. */
    public byte[] write() {
        return StrictJson.write(this);
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it is another kind of file, newer, or damaged; the message is one line and
     *     names the place
     */
    public static ClustersFile read(byte[] json) {
        return StrictJson.read(json, ClustersFile.class, FORMAT, VERSION, ClustersFile::upgrade);
    }

    /** Version 1 knew no demand. */
    private static void upgrade(ObjectNode older) {
        older.put("version", VERSION);
        older.path("bands").forEach(band -> {
            if (band instanceof ObjectNode object) {
                object.put("demand", DemandDigest.EVEN.value());
            }
        });
    }
}
