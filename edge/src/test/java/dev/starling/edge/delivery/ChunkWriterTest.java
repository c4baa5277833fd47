package dev.starling.edge.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.GeneratedPackage;
import dev.starling.edge.catalog.Catalog;
import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.Levels;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Tail;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkWriterTest {
    private static final int PLANS = 3_000;

    private static final RequantisingWorkers WORKERS = new RequantisingWorkers(1);

    @TempDir
    private static Path folder;

    private static PublishedTitle published;

    @BeforeAll
    static void generate() throws IOException {
        new GeneratedPackage(2, 100_000, 7).write(folder, GeneratedPackage.TAILS);
        published = new Catalog(folder).titles().getFirst();
    }

    private static BlendPlan randomPlan(BlendGroupId group, List<ClusterId> members, SplittableRandom random) {
        BlendPlan plan = BlendPlan.whole(group, members.getFirst(), GeneratedPackage.FRAMES);
        int from = 0;
        for (int member = 1; member < members.size(); member++) {
            if (random.nextBoolean()) {
                from = random.nextInt(from, GeneratedPackage.FRAMES + 1);
                plan = plan.downFrom(from, members.get(member));
            }
        }
        return plan;
    }

    private static BlendPlan planWithTail(BlendGroupId group, List<ClusterId> members, SplittableRandom random) {
        Tail tail = new Tail(
                members.getFirst(),
                GeneratedPackage.TAILS.get(random.nextInt(GeneratedPackage.TAILS.size())),
                GeneratedPackage.TAIL_CRF_STEP);
        BlendPlan plan = BlendPlan.whole(group, members.getFirst(), GeneratedPackage.FRAMES)
                .continuedBy(tail);
        return random.nextBoolean()
                ? plan
                : plan.downFrom(random.nextInt(tail.from() + 1, GeneratedPackage.FRAMES), members.getLast());
    }

    @Test
    void whateverThePlanEverySampleIsAnAccessUnitOfItsMemberOrTail() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < PLANS; i++) {
            Clip clip = published.title().clips().get(i % 2);
            PictureSize size = GeneratedPackage.SIZES.get(random.nextInt(GeneratedPackage.SIZES.size()));
            BlendGroupId group = GeneratedPackage.group(size);
            List<ClusterId> members = GeneratedPackage.members(size);
            BlendPlan plan = i % 4 == 0 ? planWithTail(group, members, random) : randomPlan(group, members, random);
            byte[] parameterSets = random.nextBoolean()
                    ? published.title().group(group).parameterSets().inBand()
                    : new byte[0];
            Fragments read = Fragments.read(segment(clip, plan, parameterSets, random));
            assertSamples(read, clip, plan, parameterSets);
        }
    }

    private static byte[] segment(Clip clip, BlendPlan plan, byte[] parameterSets, SplittableRandom random)
            throws IOException {
        MappedClip mapped = MappedClip.open(published, clip, plan.memberAt(0), Levels.ALL, lost -> {});
        ChunkWriter writer = new ChunkWriter(mapped, parameterSets, WORKERS, ByteBufAllocator.DEFAULT);
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        int at = 0;
        while (at < plan.accessUnits()) {
            int until = random.nextInt(at + 1, plan.accessUnits() + 1);
            ByteBuf chunk = writer.chunk(plan, at, until);
            assertThat(chunk.isDirect()).as("written without a copy").isTrue();
            segment.writeBytes(ByteBufUtil.getBytes(chunk));
            chunk.release();
            at = until;
        }
        return segment.toByteArray();
    }

    private static void assertSamples(Fragments read, Clip clip, BlendPlan plan, byte[] parameterSets)
            throws IOException {
        assertThat(read.samples()).hasSize(plan.accessUnits());
        long decoding = clip.startTicks();
        for (int i = 0; i < plan.accessUnits(); i++) {
            Optional<Tail> tail = plan.spanAt(i).tail();
            MappedMember source =
                    tail.isPresent() ? published.tail(clip, tail.get()) : published.member(clip, plan.memberAt(i));
            int at = i - tail.map(Tail::from).orElse(0);
            AccessUnitEntry unit = source.accessUnits().get(at);
            Fragments.Sample sample = read.samples().get(i);
            ByteBuffer data = sample.data();
            boolean cut = clip.index() == 1 && i == GeneratedPackage.FRAMES / 2;
            boolean sync = i == 0 || cut;
            assertThat(sample.sync()).isEqualTo(sync);
            if (sync) {
                assertThat(data.slice(0, parameterSets.length)).isEqualTo(ByteBuffer.wrap(parameterSets));
                data = data.slice(parameterSets.length, data.limit() - parameterSets.length);
            }
            assertThat(data).isEqualTo(source.bytes(at, at + 1));
            assertThat(sample.decodingTicks()).isEqualTo(decoding);
            assertThat(sample.presentationTicks()).isEqualTo(clip.startTicks() + unit.presentationOffsetTicks());
            decoding += sample.durationTicks();
        }
        assertThat(decoding).isEqualTo(clip.startTicks() + clip.durationTicks());
    }
}
