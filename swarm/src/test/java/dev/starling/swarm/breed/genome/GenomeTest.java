package dev.starling.swarm.breed.genome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starling.swarm.json.StrictJson;
import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl;
import dev.starling.swarm.profile.StructuralGenes;
import dev.starling.swarm.profile.Tuning;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

class GenomeTest {
    @SuppressWarnings("unused") // @FieldSource
    private static final List<Gene> GENES = Genome.GENES;

    @Test
    void theUsualGenotypeIsTheUsualProfile() {
        PictureSize size = new PictureSize(640, 360);
        assertThat(Genome.profile(Genotype.USUAL, size))
                .isEqualTo(new Profile.H264(
                        size, StructuralGenes.DEFAULT, new RateControl.ConstantRateFactor(23), Tuning.DEFAULT));
    }

    @ParameterizedTest
    @FieldSource("GENES")
    void aGeneIsWithinItsBoundsAndSaysWhatItIs(Gene gene) {
        assertThat(gene.meaning()).isNotBlank();
        assertThat(gene.min()).isLessThanOrEqualTo(gene.max());
        for (double value : new double[] {gene.min(), gene.usual(), gene.max()}) {
            assertThat(gene.admits(value)).as("%s %s", gene.name(), value).isTrue();
            for (Codec codec : gene.codecs()) {
                Genotype usual = Genotype.usual(codec);
                Genotype genotype = usual.with(gene, value);
                assertThat(usual.with(gene.name(), genotype.text(gene))).isEqualTo(genotype);
                assertThat(Genome.profile(genotype, new PictureSize(64, 64)).codec())
                        .isEqualTo(genotype.codec());
            }
        }
        assertThat(gene.admits(gene.max() + 1)).isFalse();
        assertThat(gene.admits(Double.NaN)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aqStrength | 7     | aqStrength must be a number within 0 … 2: 7",
                "subme      | 2.5   | subme must be a whole number within 1 … 10: 2.5",
                "me         | tesa  | me must be one of hex, dia, umh: tesa",
                "qcomp      | lots  | qcomp must be a number: lots",
                "svtPreset  | 8     | codec h264 has no gene svtPreset",
                "codec      | vp9   | codec must be one of h264, hevc, av1: vp9",
                "colour     | red   | unknown gene colour"
            })
    void whatIsNoGeneOrNoValueIsRefused(String name, String value, String message) {
        assertThatThrownBy(() -> Genotype.USUAL.with(name, value)).hasMessage(message);
    }

    @Test
    void differenceIsSymmetricAndZeroToItself() {
        Genotype other = Genotype.USUAL.with("me", "umh").with("qcomp", "0.9");
        assertThat(Genotype.USUAL.difference(Genotype.USUAL)).isZero();
        assertThat(other.difference(Genotype.USUAL))
                .isEqualTo(Genotype.USUAL.difference(other))
                .isPositive();
        assertThat(Genotype.USUAL.with("crf", "40").difference(Genotype.USUAL)).isZero();
    }

    @Test
    void genotypesOfDifferentCodecsAreAsFarApartAsCanBe() {
        assertThat(Genotype.usual(Codec.AV1).difference(Genotype.USUAL)).isEqualTo(1);
    }

    @Test
    void everyGeneThatACodecExpressesChangesItsProfile() {
        PictureSize size = new PictureSize(64, 64);
        for (Codec codec : Codec.values()) {
            Genotype usual = Genotype.usual(codec);
            for (Gene gene : usual.evolving()) {
                Genotype other = usual.with(gene, gene.usual() < gene.max() ? gene.max() : gene.min());
                assertThat(Genome.profile(other, size))
                        .as("%s %s", codec, gene.name())
                        .isNotEqualTo(Genome.profile(usual, size));
            }
            assertThat(Genome.profile(usual.withRateFactor(30), size)).isNotEqualTo(Genome.profile(usual, size));
        }
    }

    @Test
    void anotherCodecLosesTheGenesThatItDoesNotExpressAndKeepsTheOthers() {
        Genotype h264 = Genotype.USUAL.with("slices", "4").with("refs", "5");
        Genotype hevc = h264.with("codec", "hevc");
        assertThat(hevc).isEqualTo(Genotype.usual(Codec.HEVC).with("refs", "5"));
        assertThat(hevc.with("codec", "h264")).isEqualTo(Genotype.USUAL.with("refs", "5"));
    }

    @ParameterizedTest
    @EnumSource
    void aFileNamesTheGenesOfItsCodecAloneWhereverTheCodecStands(Codec codec) {
        Genotype genotype = Genotype.usual(codec);
        for (Gene gene : genotype.evolving()) {
            genotype = genotype.with(gene, gene.max());
        }
        Genes genes = new Genes(genotype);
        assertThat(genes.byName().keySet())
                .containsExactlyElementsOf(Genome.genes(codec).stream()
                        .filter(it -> it.role() != Gene.Role.RATE)
                        .map(Gene::name)
                        .toList());
        Map<String, JsonNode> backwards = new LinkedHashMap<>();
        new ArrayList<>(genes.byName().entrySet()).reversed().forEach(it -> backwards.put(it.getKey(), it.getValue()));
        assertThat(Genes.read(backwards)).isEqualTo(genes);
    }

    @Test
    void aNegativeZeroIsZero() {
        assertThat(Genotype.USUAL.with(Genome.gene("deblockAlpha").orElseThrow(), -0.0))
                .isEqualTo(Genotype.USUAL);
    }

    @Test
    void aFamilyHasNoQualityTarget() {
        assertThat(Genotype.usual(Codec.AV1).withRateFactor(50).family()).isEqualTo(Genotype.usual(Codec.AV1));
        assertThat(Genotype.USUAL.with("crf", "40").family()).isEqualTo(Genotype.USUAL);
    }

    @Test
    void genesSurviveTheirFile() {
        Genotype genotype =
                Genotype.USUAL.with("me", "umh").with("psyRd", "0.35").with("deblockAlpha", "-2");
        byte[] json = StrictJson.write(new Genes(genotype));
        assertThat(new String(json, StandardCharsets.UTF_8)).contains("\"me\" : \"umh\"", "\"psyRd\" : 0.35");
        assertThat(StrictJson.read(json, Genes.class).genotype()).isEqualTo(genotype);
    }
}
