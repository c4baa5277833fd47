package dev.starling.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.catalog.Catalog;
import dev.starling.edge.delivery.RequantisingWorkers;
import dev.starling.farm.encode.EncodeRequest;
import dev.starling.farm.encode.Farm;
import dev.starling.farm.encode.QualityTarget;
import dev.starling.farm.encode.TailMode;
import dev.starling.farm.encode.TailRule;
import dev.starling.film.MediaWriter;
import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Ratio;
import dev.starling.media.encoding.MemberDecoder.Implementation;
import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.steer.BlendLevel;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LevelPlansTest {
    private static final int PLANS = 200;
    private static final int PICTURES = 30;
    private static final int WIDTH = 128;
    private static final int HEIGHT = 96;
    private static final int PICTURES_PER_SECOND = 25;
    private static final int TICKS = 90_000 / PICTURES_PER_SECOND;

    @TempDir
    private Path folder;

    private Path title() {
        Path file = folder.resolve("waves.mkv");
        try (MediaWriter writer =
                MediaWriter.lossless(file, new FrameSize(WIDTH, HEIGHT), new Ratio(PICTURES_PER_SECOND, 1))) {
            for (int i = 0; i < PICTURES; i++) {
                try (Frame frame = Frame.allocate(WIDTH, HEIGHT, Colour.BT601, (long) i * TICKS, TICKS)) {
                    paint(frame, i);
                    writer.write(frame);
                }
            }
            writer.finish();
        }
        return file;
    }

    /** Waves that move and change, with a fine pattern that does not. */
    private static void paint(Frame frame, int picture) {
        for (var plane : List.of(frame.luma(), frame.cb(), frame.cr())) {
            for (int y = 0; y < plane.height(); y++) {
                for (int x = 0; x < plane.width(); x++) {
                    double wave = Math.sin((x + 2.7 * picture) * 0.2 + y * 0.01 * picture) * Math.cos(y * 0.15);
                    int fine = (x * 7 + y * 13 + x * y) % 29;
                    plane.samples()
                            .set(ValueLayout.JAVA_BYTE, y * plane.strideBytes() + x, (byte) (100 + 40 * wave + fine));
                }
            }
        }
    }

    @Test
    void randomPlansOverAllLevelsDecodeInTwoDecoders() throws Exception {
        Path output = folder.resolve("titles/waves");
        new Farm()
                .encode(
                        EncodeRequest.of(title(), output, 2)
                                .withClusters(ClustersFile.usual().with("slices", "4"))
                                .withTarget(new QualityTarget.RateFactor(23))
                                .withTails(new TailRule(TailMode.EMERGENCY, 0)),
                        event -> {});
        try (RequantisingWorkers workers = new RequantisingWorkers(2)) {
            LevelPlans.Result result =
                    new LevelPlans(new Catalog(output).titles().getFirst(), 4, workers).decode(PLANS);
            assertThat(result.plans()).containsOnlyKeys(BlendLevel.values());
            assertThat(result.plans().values()).allMatch(it -> it > PLANS / 50);
            assertThat(result.named()).containsOnlyKeys(BlendLevel.values());
            assertThat(result.unlike()).as("named segments with other pictures").isZero();
            for (Implementation decoder : Implementation.values()) {
                assertThat(result.complaints().get(decoder))
                        .as("%s complains", decoder)
                        .isZero();
                assertThat(result.missing().get(decoder))
                        .as("%s lacks pictures", decoder)
                        .isZero();
            }
        }
    }
}
