package dev.starling.swarm.pack;

import dev.starling.swarm.title.AudioRenditionId;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Tail;
import java.math.BigDecimal;

/** The paths of the files in a package, with slashes. */
final class PackageLayout {
    static final String TITLE = "title.json";
    /** The IDR pictures of all members. */
    static final String IDR_PICTURES = "idr.bin";
    /** A picture of the title. */
    static final String POSTER = "poster.bin";
    /** Facts about the run that made the package; differs from run to run. */
    static final String REPORT = "report.json";

    private PackageLayout() {}

    static String videoInit(BlendGroupId group) {
        return "init/" + group + ".mp4";
    }

    static String audioInit(AudioRenditionId rendition) {
        return "init/" + rendition + ".mp4";
    }

    static String member(int clip, ClusterId cluster) {
        return clip(clip) + cluster + ".bin";
    }

    static String tail(int clip, Tail tail) {
        String step = BigDecimal.valueOf(tail.crfStep()).stripTrailingZeros().toPlainString();
        return clip(clip) + "tails/" + tail.member() + "/" + tail.from() + "-" + step + ".bin";
    }

    static String atlas(int clip) {
        return clip(clip) + "atlas.bin";
    }

    static String audio(AudioRenditionId rendition, int clip) {
        return "audio/" + rendition + "/" + number(clip) + ".bin";
    }

    private static String clip(int clip) {
        return "clips/" + number(clip) + "/";
    }

    private static String number(int clip) {
        return "%05d".formatted(clip);
    }
}
