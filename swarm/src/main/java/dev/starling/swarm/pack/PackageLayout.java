package dev.starling.swarm.pack;

import dev.starling.swarm.cluster.BlendGroupId;
import dev.starling.swarm.cluster.ClusterId;
import java.nio.file.Path;

/** Where each file of a package lies, relative to its folder. */
final class PackageLayout {
    static final String TITLE = "title.json";

    private PackageLayout() {}

    static Path title(Path root) {
        return root.resolve(TITLE);
    }

    static Path videoInit(Path root, BlendGroupId group) {
        return root.resolve("init").resolve(group + ".mp4");
    }

    static Path audioInit(Path root) {
        return root.resolve("init").resolve("audio.mp4");
    }

    static Path member(Path root, int clip, ClusterId cluster) {
        return clip(root, clip).resolve(cluster + ".bin");
    }

    static Path atlas(Path root, int clip) {
        return clip(root, clip).resolve("atlas.bin");
    }

    static Path audio(Path root, int clip) {
        return root.resolve("audio").resolve(number(clip) + ".bin");
    }

    private static Path clip(Path root, int clip) {
        return root.resolve("clips").resolve(number(clip));
    }

    private static String number(int clip) {
        return "%05d".formatted(clip);
    }
}
