package dev.starling.farm.encode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.farm.GeneratedTitle;
import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Title;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Titles that are encoded with more than one profile family. */
class FamiliesTest {
    private static PackageReader encode(Path folder, ClustersFile clusters) throws Exception {
        Path input = GeneratedTitle.sized(192, 144).at(12).scenes(12, 12).write(folder.resolve("title.mkv"));
        Path output = folder.resolve("title");
        new Farm()
                .encode(
                        EncodeRequest.of(input, output, 2)
                                .withClusters(clusters)
                                .withTarget(new QualityTarget.RateFactor(23)),
                        event -> {});
        return PackageReader.open(output);
    }

    /** Families that differ in all that stands in a parameter set unless it is taken care of. */
    private static final List<Genotype> FREE = List.of(
            Genotype.USUAL.with("psyRd", "0").with("aqMode", "3"),
            Genotype.USUAL.with("psyRd", "1.5").with("psyTrellis", "0.4").with("trellis", "2"),
            Genotype.USUAL.with("subme", "3").with("psyRd", "0.2").with("me", "dia"));

    @Test
    void aClipIsEncodedForEveryFamilyThatSuitsItAndMembersOfOneFamilyBlend(@TempDir Path folder) throws Exception {
        PackageReader reader = encode(folder, GivenFamilies.of(FREE, 0.45, 0.45, 0.1));
        Title title = reader.title();
        assertThat(title.groups()).hasSize(1);
        assertThat(title.clusters())
                .extracting(it -> it.id().value())
                .allMatch(it -> it.matches("144p-crf(23|27|31)-[ab]"));
        assertThat(title.clusters().stream().map(it -> it.centroid().family()).distinct())
                .hasSize(2);
        for (Clip clip : title.clips()) {
            assertThat(clip.assignment().probabilities().keySet())
                    .containsExactlyInAnyOrderElementsOf(
                            title.clusters().stream().map(it -> it.id()).toList());
            // Tails were decoded behind their members without a complaint: a blend point says so.
            assertThat(reader.atlas(clip.index()))
                    .allSatisfy(point -> assertThat(
                                    switch (point) {
                                        case BlendPoint.OfTail tail ->
                                            clip.has(tail.tail().member());
                                        case BlendPoint.OfRows rows ->
                                            clip.has(rows.rows().higher());
                                        case BlendPoint.OfRequantised requantised -> clip.has(requantised.member());
                                    })
                            .isTrue());
        }
    }

    @Test
    void thatOfTheMostProbableFamilyAreThereHoweverProbableItIs(@TempDir Path folder) throws Exception {
        Title title = encode(folder, GivenFamilies.of(FREE, 0.1, 0.2, 0.7)).title();
        assertThat(title.clusters())
                .extracting(it -> it.id().value())
                .containsExactly("144p-crf23-c", "144p-crf27-c", "144p-crf31-c");
    }

    /** Picture types differ, but nothing that a player is told before the clip. */
    @Test
    void familiesThatDifferInBPicturesAndSlicesAreOneBlendGroup(@TempDir Path folder) throws Exception {
        Genotype other = Genotype.USUAL.with("bframes", "5").with("slices", "2");
        PackageReader reader = encode(folder, GivenFamilies.of(List.of(Genotype.USUAL, other), 0.5, 0.5));
        assertThat(reader.title().groups()).hasSize(1);
        // Which members are beaten by another family's depends on the content; some of each are not.
        assertThat(reader.title().clusters().stream()
                        .map(it -> it.centroid().family())
                        .distinct())
                .hasSize(2);
    }

    @Test
    void aFamilyOfOtherParameterSetsIsABlendGroupOfItsOwn(@TempDir Path folder) throws Exception {
        Genotype other = Genotype.USUAL.with("refs", "4").with("subme", "8");
        Title title = encode(folder, GivenFamilies.of(List.of(Genotype.USUAL, other), 0.5, 0.5))
                .title();
        assertThat(title.groups()).extracting(it -> it.id().value()).containsExactly("144p-s0", "144p-s1");
        assertThat(title.groups().getFirst().parameterSets())
                .isNotEqualTo(title.groups().getLast().parameterSets());
    }
}
