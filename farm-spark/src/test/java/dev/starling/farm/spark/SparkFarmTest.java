package dev.starling.farm.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.farm.EncodeReport;
import dev.starling.farm.EncodeRequest;
import dev.starling.farm.Farm;
import dev.starling.farm.FarmEvent;
import dev.starling.farm.GeneratedTitle;
import dev.starling.farm.PackageBytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkFarmTest {
    @TempDir
    Path folder;

    private static final Map<String, String> NO_PAGE = Map.of("spark.ui.enabled", "false");

    private EncodeRequest request(Path input, String output) {
        return EncodeRequest.of(input, folder.resolve(output), 2);
    }

    @Test
    void onSparkInThisProcessThePackageIsTheSame() throws Exception {
        Path input = new GeneratedTitle(160, 96, 10, 22, 12, 1).write(folder.resolve("small.mkv"));
        EncodeReport embedded = new Farm().encode(request(input, "embedded"), event -> {});
        List<FarmEvent> events = Collections.synchronizedList(new ArrayList<>());
        EncodeReport spark =
                Farm.on(new SparkEngine(), "local[2]", NO_PAGE).encode(request(input, "spark"), events::add);
        assertThat(PackageBytes.of(folder.resolve("spark"))).isEqualTo(PackageBytes.of(folder.resolve("embedded")));
        assertThat(spark.encoded()).isEqualTo(embedded.encoded());
        assertThat(events).allMatch(FarmEvent.Progress.class::isInstance);
    }
}
