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
 * A genotype as files have it: gene by name, numbers as numbers and options by name. All genes that the codec expresses
 * are written but the rate genes where they are at their usual values; a gene that is not named has its usual value.
 *
 * @param genotype what they say
 */
public record Genes(Genotype genotype) {
    /**
     * Reads genes.
     *
     * @throws IllegalArgumentException if there is no such gene, or the codec does not express it, or it does not admit
     *     its value; the message is one line
     */
    @JsonCreator
    static Genes read(Map<String, JsonNode> byName) {
        // The codec first, wherever it stands: it decides which others there may be.
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
