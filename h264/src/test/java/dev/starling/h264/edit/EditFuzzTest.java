package dev.starling.h264.edit;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.starling.h264.bits.H264Exception;
import java.util.OptionalInt;

/**
 * Any input gives an edited video or the declared exception. The build runs this on the committed corpus. To search for
 * more, with the instrumentation that the build leaves out:
 *
 * <pre>
 *   JAZZER_FUZZ=1 mvn -Pfast -pl h264 -am test -Dtest='EditFuzzTest#requantise' \
 *       -Dsurefire.failIfNoSpecifiedTests=false \
 *       '-Dstarling.test.jvm=--add-modules=jdk.incubator.vector -Djazzer.hooks=true'
 * </pre>
 */
class EditFuzzTest {
    @FuzzTest(maxDuration = "5m")
    void requantise(byte[] data) {
        try {
            CodedVideo video = CodedVideo.read(data);
            assertThat(video.toByteArray()).isEqualTo(data);
            CodedVideo all = Requantisation.requantise(video, picture -> 6, 1);
            // The output can be read and edited again.
            CodedVideo again = CodedVideo.read(all.toByteArray());
            assertThat(again.accessUnits()).hasSameSizeAs(video.accessUnits());
            Requantisation.requantise(again, picture -> 3, 0.5);
        } catch (H264Exception e) {
            assertThat(e.syntaxElement()).isNotEmpty();
        }
    }

    @FuzzTest(maxDuration = "5m")
    void budget(byte[] data) {
        try {
            CodedVideo video = CodedVideo.read(data);
            long maxBytes = video.sizeBytes() * 8 / 10;
            if (Requantisation.toBudget(video, PictureChoice.ALL, OptionalInt.of(8), maxBytes)
                    instanceof Requantisation.Met met) {
                assertThat(met.video().sizeBytes()).isLessThanOrEqualTo(maxBytes);
            }
        } catch (H264Exception e) {
            assertThat(e.syntaxElement()).isNotEmpty();
        }
    }

    @FuzzTest(maxDuration = "5m")
    void blend(byte[] data) {
        try {
            CodedVideo a = CodedVideo.read(data);
            CodedVideo b = Requantisation.requantise(a, picture -> 9, 0.7);
            for (BlendLevel level : BlendLevel.values()) {
                CodedVideo blended = Blend.blend(a, b, level, 0.4);
                assertThat(blended.accessUnits()).hasSameSizeAs(a.accessUnits());
            }
        } catch (H264Exception e) {
            assertThat(e.syntaxElement()).isNotEmpty();
        }
    }
}
