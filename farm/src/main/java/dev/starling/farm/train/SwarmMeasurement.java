package dev.starling.farm.train;

import dev.starling.farm.SwarmPlan;
import dev.starling.farm.executor.Parallel;
import dev.starling.farm.task.EvaluateTask.Recipe;
import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.breed.evolve.Encoding;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl;
import dev.starling.swarm.profile.Tuning.Preset;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Measures members of training clips as {@code encode} would make them. Pictures of any size are measured at the
 * display size.
 */
public final class SwarmMeasurement {
    private final List<TrainingClip> clips;
    private final Encodings encodings;

    SwarmMeasurement(List<TrainingClip> clips, Encodings encodings) {
        this.clips = clips;
        this.encodings = encodings;
    }

    /**
     * The profile of a clip's best member at the display size, of the most probable family.
     *
     * @param preset replaces the family's own, unless empty
     * @param crf of the best members
     */
    public Profile.H264 best(int clip, ClustersFile clusters, Optional<Preset> preset, double crf) {
        TrainingClip of = clips.get(clip);
        PictureSize size = of.format().displaySize();
        SwarmPlan plan = SwarmPlan.ofRateFactors(size, clusters, preset, crf);
        SwarmPlan.Families families = plan.familiesOf(of.features());
        return plan.centroids().stream()
                .filter(it -> it.profile().pictureSize().equals(size))
                .filter(it -> it.profile().rateControl().equals(new RateControl.ConstantRateFactor(crf)))
                .max(Comparator.comparingDouble(families::of))
                .orElseThrow()
                .profile();
    }

    /**
     * Encodes one clip as members of a swarm.
     *
     * @return one encoding for each profile, in order
     */
    public List<Encoding> members(int clip, List<Profile.H264> profiles) throws IOException, InterruptedException {
        TrainingClip of = clips.get(clip);
        return encodings(of, Parallel.map(profiles, profile -> encodings.member(of, profile)));
    }

    private List<Encoding> encodings(TrainingClip clip, List<Recipe> recipes) throws IOException, InterruptedException {
        encodings.expect(recipes.size());
        return encodings.of(clip, recipes);
    }
}
