package dev.starling.farm.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.farm.store.ContentKey;
import dev.starling.farm.store.Location;
import dev.starling.farm.task.AnalyseTask;
import dev.starling.farm.task.AudioTask;
import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.EvaluateTask;
import dev.starling.farm.task.EvaluateTask.Recipe;
import dev.starling.farm.task.MeasureRequantisedTask;
import dev.starling.farm.task.MeasureRowsTask;
import dev.starling.farm.task.MeasureTailTask;
import dev.starling.farm.task.MeasureTask;
import dev.starling.farm.task.MemberTask;
import dev.starling.farm.task.PictureTypesTask;
import dev.starling.farm.task.SourceFormat;
import dev.starling.farm.task.TailTask;
import dev.starling.farm.task.Task;
import dev.starling.libav.Colour;
import dev.starling.libav.Ratio;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.media.encoding.GopStructure;
import dev.starling.media.encoding.PictureType;
import dev.starling.swarm.breed.evolve.Subject.Tune;
import dev.starling.swarm.breed.genome.Genome;
import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.FixedProfiles;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.Tuning.Preset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a worker in another process reads is what the farm wrote, whatever the task. */
class TaskJsonTest {
    private static final PictureSize SIZE = new PictureSize(320, 180);
    private static final ClipFacts CLIP =
            new ClipFacts(7, 1_234_567, 180_000, 3, true, ContentKey.of("pixels", "of clip 7"));
    private static final SourceFormat FORMAT = new SourceFormat(SIZE, Colour.BT601, new Ratio(30_000, 1001), "x264");

    private static List<Task> tasks() {
        List<Profile.H264> profiles = FixedProfiles.forSource(SIZE, Preset.MEDIUM, FixedProfiles.BEST_CRF);
        GopStructure types = new GopStructure(List.of(PictureType.IDR, PictureType.B, PictureType.P));
        MeasureTask first = new MeasureTask(new MemberTask(CLIP, FORMAT, types, profiles.get(0)));
        TailTask tail = new TailTask(first.member(), 1, 10.5);
        return List.of(
                new PictureTypesTask(CLIP, FORMAT, profiles.getFirst().structuralGenes()),
                first.member(),
                first,
                tail,
                new MeasureTailTask(tail),
                new MeasureRowsTask(
                        first.member(), new MemberTask(CLIP, FORMAT, types, profiles.get(1)), List.of(0, 2)),
                new MeasureRequantisedTask(first.member(), 0.5),
                new AudioTask(ContentKey.of("file", "title"), 1, -1024, "aac"),
                new AnalyseTask(CLIP, FORMAT),
                new EvaluateTask(CLIP, FORMAT, new Recipe.Member(types, profiles.get(2)), 1));
    }

    @Test
    void aRecipeComesBackWhicheverItIs() {
        for (Recipe recipe : List.of(
                new Recipe.Stock(SIZE, Preset.SLOW, Tune.SSIM, 25),
                Recipe.Gop.of((Profile.Hevc) Genome.profile(Genotype.usual(Codec.HEVC), SIZE), FORMAT),
                Recipe.Gop.of((Profile.Av1) Genome.profile(Genotype.usual(Codec.AV1), SIZE), FORMAT))) {
            EvaluateTask task = new EvaluateTask(CLIP, FORMAT, recipe, 3);
            Task read = TaskJson.readTask(TaskJson.write(task));
            assertThat(read).isEqualTo(task);
            assertThat(read.key()).isEqualTo(task.key());
        }
    }

    @Test
    void everyTaskComesBackEqualAndWithTheSameKey() {
        for (Task task : tasks()) {
            Task read = TaskJson.readTask(TaskJson.write(task));
            assertThat(read).isEqualTo(task);
            assertThat(read.key()).isEqualTo(task.key());
        }
    }

    @Test
    void noKindOfTaskIsLeftOut() {
        assertThat(tasks().stream().map(Object::getClass).toList())
                .containsExactlyInAnyOrder(
                        Arrays.stream(Task.class.getPermittedSubclasses()).toArray(Class<?>[]::new));
    }

    @Test
    void aSiteNamesPlacesThatEveryProcessUnderstands() {
        TaskSite site = TaskSite.of(
                Location.of(Path.of("in", "title.mp4")), new Location("s3://bucket/results"), MediaLimits.DEFAULT);
        TaskSite read = TaskJson.readSite(TaskJson.write(site));
        assertThat(read).isEqualTo(site);
        assertThat(read.input().path()).hasValueSatisfying(it -> assertThat(it).isAbsolute());
        assertThat(read.store()).isEqualTo(new Location("s3://bucket/results"));
        assertThat(read.limits()).isEqualTo(MediaLimits.DEFAULT);
    }

    @Test
    void whatIsNoTaskIsRefused() {
        for (String json : List.of("", "{}", "{\"task\":\"NoSuchTask\"}", "{\"task\":\"MeasureTask\"}", "[1]")) {
            assertThatThrownBy(() -> TaskJson.readTask(json)).as(json).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
