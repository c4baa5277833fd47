package dev.starling.edge.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.GeneratedPackage;
import dev.starling.edge.catalog.Catalog;
import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.swarm.steer.Levels;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Tail;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedClipTest {
    @TempDir
    private Path folder;

    @Test
    void aPlanThatHasGoneDownToAMemberCanGoOnDownWithItsTails() throws Exception {
        new GeneratedPackage(1, 100_000, 7).write(folder, GeneratedPackage.TAILS);
        PublishedTitle published = new Catalog(folder).titles().getFirst();
        Clip clip = published.title().clips().getFirst();
        List<ClusterId> members = GeneratedPackage.members(GeneratedPackage.SIZES.getFirst());
        for (int first = 0; first < members.size(); first++) {
            MappedClip mapped = MappedClip.open(published, clip, members.get(first), Levels.ALL, lost -> {
                throw new AssertionError(lost);
            });
            assertThat(mapped.files()).hasSameSizeAs(members);
            for (ClusterId member : members) {
                List<Integer> expected = members.indexOf(member) < first ? List.of() : GeneratedPackage.TAILS;
                assertThat(mapped.members().tailsOf(member, 0))
                        .extracting(Tail::from)
                        .isEqualTo(expected);
            }
        }
    }
}
