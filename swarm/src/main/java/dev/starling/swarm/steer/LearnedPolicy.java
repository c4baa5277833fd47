package dev.starling.swarm.steer;

import dev.starling.swarm.title.ClusterId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * The learned policy: a cluster's relevance is the score of its member by a {@link CandidateScorer}, plus what its
 * picture size costs on the device. At a start, while the path or the buffer is unknown, and where a decision is unlike
 * those in training, the static policy decides. Thread-safe.
 */
public final class LearnedPolicy implements Policy {
    private final LearnedModel model;
    private final PolicySettings settings;
    private final StaticPolicy fallback;
    private final LearnedNetworks networks;
    private final LongAdder decisions = new LongAdder();
    private final LongAdder unknown = new LongAdder();

    /** @param settings temperature, and prices of devices and moves */
    public LearnedPolicy(LearnedModel model, PolicySettings settings) {
        this.model = model;
        this.settings = settings;
        this.fallback = new StaticPolicy(settings);
        this.networks = new LearnedNetworks(model);
    }

    /** What was learned. */
    public LearnedModel model() {
        return model;
    }

    /** How many decisions were to be made. */
    public long decisions() {
        return decisions.sum();
    }

    /** How many of them the static policy made because they were unlike those in training. */
    public long unknown() {
        return unknown.sum();
    }

    @Override
    public PolicySettings settings() {
        return settings;
    }

    @Override
    public Map<ClusterId, Double> relevance(Offer offer, CapabilityVector client, NetworkState network) {
        decisions.increment();
        if (network.bandwidth().isEmpty()
                || network.buffer().isEmpty()
                || network.lastVmaf().isEmpty()) {
            return fallback.relevance(offer, client, network);
        }
        int clip = offer.clip().index();
        List<Outlook.Choices> clips = offer.title().choices(offer.within());
        RateHistory.Path path = path(network.bandwidth().get());
        CandidateScorer scorer = scorer(clips, network);
        scorer.before(clip, path);
        double sound = clips.get(clip).soundBitsAt(path.bitsPerSecond());
        double buffer = seconds(network.buffer().get());
        double last = network.lastVmaf().getAsDouble();
        SparseVector device = Features.of(client);
        Map<ClusterId, Double> relevance = HashMap.newHashMap(offer.choices().size());
        double best = Double.NEGATIVE_INFINITY;
        boolean known = false;
        for (Offer.Choice choice : offer.choices()) {
            double bits = choice.member().bytes() * 8.0 + sound;
            double score = scorer.score(bits, choice.member().quality().vmaf(), buffer, last);
            if (score > best) {
                best = score;
                known = scorer.known();
            }
            double fit = device.dot(element -> StaticProfiles.client(
                    choice.cluster().centroid().pictureSize(), settings.prices().device(), element));
            relevance.put(choice.cluster().id(), score + fit);
        }
        if (!known) {
            unknown.increment();
            return fallback.relevance(offer, client, network);
        }
        return relevance;
    }

    private CandidateScorer scorer(List<Outlook.Choices> clips, NetworkState network) {
        double request =
                Math.max(0, network.roundTrip().map(LearnedPolicy::seconds).orElse(0.0));
        return new CandidateScorer(networks, clips, request, LearnedModel.MOVES);
    }

    private RateHistory.Path path(Bandwidth bandwidth) {
        double climb = switch (bandwidth.knowledge()) {
            case MEASURED -> 1;
            case AT_LEAST -> settings.path().climb();
        };
        return RateHistory.Path.of(bandwidth, model.path().horizons()).times(climb);
    }

    @Override
    public Critic critic(Offer offer, NetworkState network) {
        if (network.buffer().isEmpty() || network.lastVmaf().isEmpty()) {
            return fallback.critic(offer, network);
        }
        return new LearnedCritic(offer, network);
    }

    /** Values a clip with the states that it leads to. */
    private final class LearnedCritic implements Critic {
        private final Offer offer;
        private final NetworkState network;

        LearnedCritic(Offer offer, NetworkState network) {
            this.offer = offer;
            this.network = network;
        }

        @Override
        public Values on(Optional<Bandwidth> sustained) {
            Optional<Bandwidth> known = sustained.or(network::bandwidth);
            if (known.isEmpty()) {
                return Critic.shortSighted(settings).on(sustained);
            }
            int clip = offer.clip().index();
            List<Outlook.Choices> clips = offer.title().choices(offer.within());
            CandidateScorer.States next = scorer(clips, network).states(clip + 1, path(known.get()));
            double seconds = clips.get(clip).seconds();
            double before = network.lastVmaf().orElseThrow();
            return (vmaf, left) -> settings.quality(vmaf, before)
                    + settings.prices().waiting().stallSecond() * Math.max(0, -left)
                    + next.worth(Math.max(0, left) + seconds, vmaf);
        }

        @Override
        public PolicySettings.Prices prices() {
            return settings.prices();
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
