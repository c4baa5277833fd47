package dev.starling.swarm.breed.genome;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A genotype as a JSON object: genes by name, with numbers or names of options as values. All genes that the codec
 * expresses are written, except rate genes at their usual values. A missing gene has its usual value.
 *
 * @param genotype the genotype
 */
public record Genes(Genotype genotype) {
    /**
     * Reads genes.
     *
     * @throws IllegalArgumentException if a gene is unknown, the codec does not express it, or its value is out of
     *     bounds; the message is one line
     */
    @JsonCreator
    static Genes read(Map<String, JsonNode> byName) {
        // The codec comes first, wherever it is in the file: it decides which other genes are allowed.
        JsonNode codec = byName.get(Genome.CODEC.name());
        Genotype genotype = codec == null ? Genotype.USUAL : Genotype.USUAL.with(Genome.CODEC.name(), codec.asText());
        for (Map.Entry<String, JsonNode> gene : byName.entrySet()) {
            genotype = genotype.with(gene.getKey(), gene.getValue().asText());
        }
        return new Genes(genotype);
    }

    /** The genes by name, in the genome's order. */
    @JsonValue
    public Map<String, JsonNode> byName() {
        Map<String, JsonNode> byName = new LinkedHashMap<>();
        for (Gene gene : genotype.genes()) {
            double value = genotype.value(gene);
            if (gene.role() != Gene.Role.RATE || value != gene.usual()) {
                byName.put(
                        gene.name(),
                        switch (gene) {
                            case Gene.Choice choice -> TextNode.valueOf(choice.option(value));
                            case Gene.Whole _ -> LongNode.valueOf((long) value);
                            case Gene.Real _ -> DoubleNode.valueOf(value);
                        });
            }
        }
        return byName;
    }
}
