package dev.starling.swarm.genome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.swarm.json.StrictJson;
import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.PictureStructure;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl;
import dev.starling.swarm.profile.Tuning;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class GenomeTest {
    @SuppressWarnings("unused") // @FieldSource
    private static final List<Gene> GENES = Genome.GENES;

    @Test
    void theUsualGenotypeIsTheUsualProfile() {
        PictureSize size = new PictureSize(640, 360);
        assertThat(Genome.profile(Genotype.USUAL, size))
                .isEqualTo(new Profile(
                        Codec.H264,
                        size,
                        PictureStructure.DEFAULT,
                        new RateControl.ConstantRateFactor(23),
                        Tuning.DEFAULT));
    }

    @ParameterizedTest
    @FieldSource("GENES")
    void aGeneIsWithinItsBoundsAndSaysWhatItIs(Gene gene) {
        assertThat(gene.meaning()).isNotBlank();
        assertThat(gene.least()).isLessThanOrEqualTo(gene.most());
        for (double value : new double[] {gene.least(), gene.usual(), gene.most()}) {
            assertThat(gene.admits(value)).as("%s %s", gene.name(), value).isTrue();
            Genotype genotype = Genotype.USUAL.with(gene, value);
            assertThat(Genotype.USUAL.with(gene.name(), genotype.text(gene))).isEqualTo(genotype);
            assertThat(Genome.profile(genotype, new PictureSize(64, 64))).isNotNull();
        }
        assertThat(gene.admits(gene.most() + 1)).isFalse();
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
                "colour     | red   | unknown gene colour"
            })
    void whatIsNoGeneOrNoValueIsRefused(String name, String value, String message) {
        assertThatThrownBy(() -> Genotype.USUAL.with(name, value)).hasMessage(message);
    }

    @Test
    void distanceIsSymmetricAndZeroToItself() {
        Genotype other = Genotype.USUAL.with("me", "umh").with("qcomp", "0.9");
        assertThat(Genotype.USUAL.distance(Genotype.USUAL)).isZero();
        assertThat(other.distance(Genotype.USUAL))
                .isEqualTo(Genotype.USUAL.distance(other))
                .isPositive();
        assertThat(Genotype.USUAL.with("crf", "40").distance(Genotype.USUAL)).isZero();
    }

    @Test
    void aFamilyHasNoQualityTarget() {
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
