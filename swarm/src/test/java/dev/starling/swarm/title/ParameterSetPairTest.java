package dev.starling.swarm.title;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.h264.syntax.SequenceParameterSet;
import dev.starling.h264.syntax.VuiParameters.BitstreamRestriction;
import org.junit.jupiter.api.Test;

class ParameterSetPairTest {
    /** Of libx264, with B pictures that others refer to. */
    private static final ParameterSetPair WITH_B_PICTURES =
            new ParameterSetPair("Z2QAH6zZQFAFuwFqAgICgAAAAwCAAV+QB4wYyw==", "aOkryw==");

    private static SequenceParameterSet read(ParameterSetPair pair) {
        return SequenceParameterSet.read(pair.sps().rbsp());
    }

    private static BitstreamRestriction restriction(ParameterSetPair pair) {
        return read(pair).vuiParameters().orElseThrow().bitstreamRestriction().orElseThrow();
    }

    @Test
    void idrPicturesAloneAreNotReorderedAndAllElseStays() {
        ParameterSetPair alone = WITH_B_PICTURES.ofIdrPictures();
        assertThat(restriction(WITH_B_PICTURES).maxNumReorderFrames()).isPositive();
        assertThat(restriction(alone).maxNumReorderFrames()).isZero();
        assertThat(restriction(alone).maxDecFrameBuffering())
                .isEqualTo(restriction(WITH_B_PICTURES).maxDecFrameBuffering());
        assertThat(read(alone).codedSize()).isEqualTo(read(WITH_B_PICTURES).codedSize());
        assertThat(alone.profileLevel()).isEqualTo(WITH_B_PICTURES.profileLevel());
        assertThat(alone.pps()).isEqualTo(WITH_B_PICTURES.pps());
        assertThat(alone.ofIdrPictures()).isEqualTo(alone);
    }

    @Test
    void anSpsThatCannotBeReadStays() {
        ParameterSetPair cut = ParameterSetPair.of(new byte[] {0x67, 100, 0, 31}, new byte[] {0x68, 1});
        assertThat(cut.ofIdrPictures()).isEqualTo(cut);
    }
}
