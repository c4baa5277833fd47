package dev.starling.farm.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.farm.FarmEvent;
import dev.starling.farm.FarmException;
import dev.starling.farm.GeneratedTitle;
import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.profile.RateControl.ConstantRateFactor;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.Title;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TargetSearchTest {
    private Path input;
    private Path store;

    @BeforeAll
    void write(@TempDir Path folder) {
        input = GeneratedTitle.sized(128, 96).at(12).scenes(12, 12).write(folder.resolve("title.mkv"));
        store = folder.resolve("store");
    }

    private List<FarmEvent.Tried> encode(Path output, QualityTarget target) throws Exception {
        List<FarmEvent.Tried> tried = new ArrayList<>();
        EncodeRequest request = EncodeRequest.of(input, output, 2)
                .withClusters(ClustersFile.usual())
                .withStore(store)
                .withTarget(target);
        new Farm().encode(request, event -> {
            if (event instanceof FarmEvent.Tried it) {
                tried.add(it);
            }
        });
        return tried;
    }

    private static double crfOfBest(Title title) {
        return title.clusters().getFirst().centroid().rateControl() instanceof ConstantRateFactor(double crf)
                ? crf
                : Double.NaN;
    }

    @Test
    void theBestMembersAreAsGoodAsWasAsked(@TempDir Path folder) throws Exception {
        Path output = folder.resolve("title");
        List<FarmEvent.Tried> tried = encode(output, new QualityTarget.VmafNeg(85));
        assertThat(tried)
                .hasSizeBetween(1, 9)
                .allSatisfy(it -> assertThat(it.clips()).isEqualTo(2));
        FarmEvent.Tried found = tried.stream()
                .filter(it -> Math.abs(it.value() - 85) <= 0.5)
                .findFirst()
                .orElseThrow();
        Title title = PackageReader.open(output).title();
        assertThat(crfOfBest(title)).isEqualTo(found.crf());
        ClusterId best = title.clusters().getFirst().id();
        for (Clip clip : title.clips()) {
            assertThat(clip.members())
                    .filteredOn(it -> it.cluster().equals(best))
                    .allSatisfy(it -> assertThat(it.quality().vmafNeg()).isCloseTo(85, within(12.0)));
        }
        assertThat(title.clips().stream()
                        .flatMap(it -> it.members().stream())
                        .filter(it -> it.cluster().equals(best))
                        .mapToDouble(it -> it.quality().vmafNeg())
                        .average()
                        .orElseThrow())
                // One picture in three was scored.
                .isCloseTo(85, within(2.5));
        assertThat(encode(folder.resolve("again"), new QualityTarget.VmafNeg(85)))
                .isEqualTo(tried);
    }

    @Test
    void theBestMembersTakeTheBitsThatWereAsked(@TempDir Path folder) throws Exception {
        Path output = folder.resolve("title");
        List<FarmEvent.Tried> tried = encode(output, new QualityTarget.Bitrate(60));
        FarmEvent.Tried found = tried.stream()
                .filter(it -> Math.abs(it.value() / 60 - 1) <= 0.031)
                .findFirst()
                .orElseThrow();
        Title title = PackageReader.open(output).title();
        assertThat(crfOfBest(title)).isEqualTo(found.crf());
        ClusterId best = title.clusters().getFirst().id();
        long bytes = title.clips().stream()
                .flatMap(it -> it.members().stream())
                .filter(it -> it.cluster().equals(best))
                .mapToLong(Member::bytes)
                .sum();
        double seconds = (double) title.durationTicks() / Title.TIMESCALE;
        // The excerpts are two thirds of it.
        assertThat(bytes * 8 / seconds / 1e3).isCloseTo(60, within(15.0));
    }

    @Test
    void aRateFactorIsTakenAsItIs(@TempDir Path folder) throws Exception {
        Path output = folder.resolve("title");
        assertThat(encode(output, new QualityTarget.RateFactor(28.5))).isEmpty();
        Title title = PackageReader.open(output).title();
        assertThat(crfOfBest(title)).isEqualTo(28.5);
        assertThat(title.clusters())
                .extracting(it -> it.id().value())
                .startsWith("96p-crf28.5", "96p-crf32.5", "96p-crf36.5");
    }

    @Test
    void whatIsOutOfReachIsSaidInOneLine(@TempDir Path folder) {
        Path output = folder.resolve("title");
        assertThatThrownBy(() -> encode(output, new QualityTarget.Ssim(0.9999)))
                .isInstanceOf(FarmException.class)
                .hasMessageContaining("SSIM in dB of 40.00 is out of reach: at CRF 10 it is ")
                .message()
                .doesNotContain("\n");
        assertThatThrownBy(() -> encode(output, new QualityTarget.Bitrate(2)))
                .isInstanceOf(FarmException.class)
                .hasMessageContaining("bitrate in kbit/s of 2.00 is out of reach: at CRF 43 it is ");
        assertThat(output).doesNotExist();
        assertThatThrownBy(() -> new QualityTarget.VmafNeg(101))
                .hasMessageContaining("vmaf-neg must be 20 to 100: 101");
    }
}
