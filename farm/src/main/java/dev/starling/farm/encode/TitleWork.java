package dev.starling.farm.encode;

import dev.starling.farm.CpuMeter;
import dev.starling.farm.FarmEvent;
import dev.starling.farm.FarmException;
import dev.starling.farm.Phase;
import dev.starling.farm.SwarmPlan;
import dev.starling.farm.encode.ClipOutcome.Encoding;
import dev.starling.farm.encode.ClipOutcome.TailEncoding;
import dev.starling.farm.executor.Cores;
import dev.starling.farm.executor.Parallel;
import dev.starling.farm.executor.Results;
import dev.starling.farm.executor.Results.Origin;
import dev.starling.farm.executor.TaskExecutor;
import dev.starling.farm.store.ContentKey;
import dev.starling.farm.store.ResultStore;
import dev.starling.farm.store.Storage;
import dev.starling.farm.task.AudioTask;
import dev.starling.farm.task.AudioTask.Soundtrack;
import dev.starling.farm.task.ClipFacts;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.decoding.SourceInfo;
import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.EncodingCost;
import dev.starling.swarm.title.EncodingCost.Work;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One encode: reads the title clip by clip, works on each clip while it reads on, and writes the package. */
final class TitleWork {
    private final EncodeRequest request;
    private final TitleReader reader;
    private final ResultStore store;
    private final Crew crew;
    private final ProgressBoard progress;
    private final SwarmPlan plan;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Queue<FarmEvent.Failure> failedTasks = new ConcurrentLinkedQueue<>();

    /**
     * What the work of a title runs on.
     *
     * @param executor runs the tasks
     * @param clips holds the clips meanwhile
     * @param cores limits how many threads compute in this process
     * @param cpu counts their time
     */
    record Crew(TaskExecutor executor, ClipsInFlight clips, Cores cores, CpuMeter cpu) implements AutoCloseable {
        @Override
        public void close() {
            executor.close();
        }
    }

    TitleWork(
            EncodeRequest request,
            SwarmPlan plan,
            TitleReader reader,
            ResultStore store,
            Crew crew,
            ProgressBoard progress) {
        this.request = request;
        this.plan = plan;
        this.reader = reader;
        this.store = store;
        this.crew = crew;
        this.progress = progress;
    }

    EncodeReport run() throws IOException, InterruptedException {
        try (GrowingPackage output = new GrowingPackage(
                Storage.at(request.output()),
                sound -> new Packager(name(), plan, reader.format(), store, sound),
                reader.growth())) {
            try {
                return run(output);
            } catch (IOException | RuntimeException | Error e) {
                output.withdraw(e);
                throw e;
            }
        }
    }

    private EncodeReport run(GrowingPackage output) throws IOException, InterruptedException {
        Pictures pictures;
        Future<List<Sound>> audio;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            audio = threads.submit(() -> audio(output));
            pictures = pictures(output);
        }
        for (Phase phase : List.of(Phase.ENCODE, Phase.MEASURE, Phase.TAILS)) {
            progress.finish(phase);
        }
        List<Sound> sound = Parallel.outcome(audio);
        requireComplete();
        try (var _ = crew.cpu().enter(Work.PACKAGE)) {
            return writePackage(output, pictures, sound);
        }
    }

    /** The outcomes of all clips, and what could not be decoded. */
    private record Pictures(List<ClipOutcome> clips, PictureDamage damage) {}

    private EncodeReport writePackage(GrowingPackage output, Pictures pictures, List<Sound> sound) throws IOException {
        List<ClipOutcome> clips = pictures.clips();
        Damage damage = damage(pictures.damage(), sound);
        AtomicReference<EncodingCost> cost = new AtomicReference<>(EncodingCost.of(Map.of()));
        Title title = output.complete(
                clips,
                version(clips, sound),
                progress,
                () -> cost.updateAndGet(_ -> damage.isNone() ? cost() : cost().withDamage(damage.toString())));
        progress.finish(Phase.PACKAGE);
        return report(title, clips, cost.get(), damage);
    }

    /** The processor time so far, all but that of the last moments. */
    private EncodingCost cost() {
        crew.cpu().split();
        crew.executor().nanosOfWorkers().forEach((place, nanos) -> crew.cpu().add(nanos, place));
        return crew.cpu().cost();
    }

    /** The soundtracks that have sound. */
    private List<Sound> audio(GrowingPackage output) throws IOException, InterruptedException {
        List<Sound> sound = new ArrayList<>();
        List<SourceInfo.Audio> tracks = reader.soundtracks();
        for (int track = 0; track < tracks.size(); track++) {
            Optional<Soundtrack> soundtrack = soundtrack(reader.audio(track));
            if (soundtrack.isPresent() && !soundtrack.get().isEmpty()) {
                sound.add(Sound.of(reader.audio(track), soundtrack.get(), tracks.get(track), sound.size()));
            }
        }
        if (!tracks.isEmpty()) {
            progress.finish(Phase.AUDIO);
        }
        if (failedTasks.isEmpty()) {
            output.hears(sound);
        }
        return sound;
    }

    private Optional<Soundtrack> soundtrack(AudioTask task) throws IOException, InterruptedException {
        Results.Made results = Results.made(store, crew.executor(), this::report);
        Optional<Soundtrack> soundtrack = results.of(task).map(it -> Soundtrack.read(it.content()));
        if (soundtrack.isPresent() && !task.isWhole(store, soundtrack.get())) {
            soundtrack = results.again(task).map(it -> Soundtrack.read(it.content()));
        }
        return soundtrack;
    }

    /** All clips; those that an earlier run finished come from the store. */
    private Pictures pictures(GrowingPackage output) throws IOException, InterruptedException {
        ContentKey analysisKey =
                TitleAnalysis.key(reader.content(), reader.format().encoder(), reader.clipLengths());
        Optional<byte[]> kept = store.find(analysisKey);
        if (kept.isPresent()) {
            TitleAnalysis analysis = TitleAnalysis.read(kept.get());
            requireTolerable(analysis.damage());
            request.maxDamage().requireEnd(request.input().toString(), analysis.damage());
            Map<Integer, ClipOutcome> recalled = recall(analysis.clips());
            output.ends(analysis.clips().size());
            for (ClipOutcome clip : recalled.values()) {
                output.finished(clip);
            }
            Iterator<ClipFacts> missing = analysis.clips().stream()
                    .filter(it -> !recalled.containsKey(it.index()))
                    .iterator();
            List<ClipOutcome> clips = complete(
                    output,
                    recalled,
                    () -> missing.hasNext() ? Optional.of(findAgain(missing.next())) : Optional.empty());
            return new Pictures(clips, analysis.damage());
        }
        List<ClipFacts> found = new ArrayList<>();
        List<ClipOutcome> clips = complete(output, Map.of(), () -> {
            Optional<ClipFacts> next = readNext();
            next.ifPresent(found::add);
            PictureDamage damage = damage(found);
            requireTolerable(damage);
            if (next.isEmpty()) {
                output.ends(found.size());
                store.put(analysisKey, new TitleAnalysis(found, damage).toBytes());
                request.maxDamage().requireEnd(request.input().toString(), damage);
            }
            return next;
        });
        return new Pictures(clips, damage(found));
    }

    private void requireTolerable(PictureDamage damage) {
        request.maxDamage().requireTolerable(request.input().toString(), damage);
    }

    /** The damage of the pictures of the clips that were read. */
    private PictureDamage damage(List<ClipFacts> read) {
        long end = read.isEmpty()
                ? 0
                : read.getLast().startTicks() + read.getLast().durationTicks();
        return reader.damage(end);
    }

    private static Damage damage(PictureDamage pictures, List<Sound> sound) {
        return new Damage(
                pictures.packets(),
                pictures.damaged(),
                sound.stream().mapToLong(it -> it.soundtrack().damagedPackets()).sum(),
                pictures.guessedTimes(),
                (double) pictures.endTicks() / Title.TIMESCALE,
                (double) Math.max(0, pictures.expectedEndTicks() - pictures.endTicks()) / Title.TIMESCALE,
                sound.isEmpty()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(sound.getFirst().soundtrack().endSeconds()));
    }

    /** The clips whose results are all in the store, by index. */
    private Map<Integer, ClipOutcome> recall(List<ClipFacts> clips) throws IOException, InterruptedException {
        ClipWork recalling = new ClipWork(
                plan,
                request.target(),
                request.tails(),
                reader.format(),
                Results.recalled(store),
                new ProgressBoard(event -> {}));
        Map<Integer, ClipOutcome> recalled = new HashMap<>();
        for (ClipFacts clip : clips) {
            Optional<ClipOutcome> outcome = recalling.run(clip);
            if (outcome.isPresent()) {
                recalled.put(clip.index(), outcome.get());
                for (Phase phase : List.of(Phase.ENCODE, Phase.MEASURE, Phase.TAILS)) {
                    progress.advance(phase, seconds(clip), Origin.REUSED);
                }
            }
        }
        return recalled;
    }

    /** Takes the next clip that needs work; empty when there is none. */
    private interface ClipSource {
        Optional<ClipFacts> take() throws IOException, InterruptedException;
    }

    /** Works on all clips but the recalled ones. */
    private List<ClipOutcome> complete(GrowingPackage output, Map<Integer, ClipOutcome> recalled, ClipSource source)
            throws IOException, InterruptedException {
        SortedMap<Integer, ClipOutcome> outcomes = new TreeMap<>(recalled);
        Map<Integer, Future<Optional<ClipOutcome>>> working = new HashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (Optional<ClipFacts> clip = source.take(); clip.isPresent(); clip = source.take()) {
                    ClipFacts facts = clip.get();
                    working.put(facts.index(), threads.submit(() -> work(facts, output)));
                    if (failing()) {
                        break;
                    }
                }
                progress.finish(Phase.ANALYSE);
            } catch (RuntimeException | IOException | InterruptedException e) {
                crew.close();
                throw e;
            }
            if (failing()) {
                crew.close();
            }
        }
        requireNoFailure();
        for (Map.Entry<Integer, Future<Optional<ClipOutcome>>> clip : working.entrySet()) {
            Parallel.outcome(clip.getValue()).ifPresent(outcome -> outcomes.put(clip.getKey(), outcome));
        }
        requireComplete();
        return List.copyOf(outcomes.values());
    }

    /** Decodes the next clip of the title. */
    private Optional<ClipFacts> readNext() throws InterruptedException {
        crew.clips().awaitRoom();
        try (Cores.Held _ = crew.cores().hold();
                var _ = crew.cpu().enter(Work.DECODE)) {
            Optional<SourceClip> clip = reader.next();
            return clip.map(this::take);
        }
    }

    private ClipFacts take(SourceClip clip) {
        ClipFacts facts = ClipFacts.of(clip);
        crew.clips().add(facts, clip);
        progress.advance(Phase.ANALYSE, seconds(facts));
        return facts;
    }

    /** Takes a clip that an earlier run found, without decoding all clips before it. */
    private ClipFacts findAgain(ClipFacts facts) throws InterruptedException {
        crew.clips().awaitRoom();
        try (Cores.Held _ = crew.cores().hold();
                var _ = crew.cpu().enter(Work.DECODE)) {
            crew.clips().add(facts, () -> reader.find(facts));
            progress.advance(Phase.ANALYSE, seconds(facts));
            return facts;
        }
    }

    private Optional<ClipOutcome> work(ClipFacts clip, GrowingPackage output) throws IOException, InterruptedException {
        try {
            Results results = Results.made(store, crew.executor(), this::report);
            Optional<ClipOutcome> outcome =
                    new ClipWork(plan, request.target(), request.tails(), reader.format(), results, progress).run(clip);
            crew.clips().release(clip); // another clip can be read while this one is published
            if (outcome.isPresent()) {
                output.finished(outcome.get());
            }
            return outcome;
        } catch (IOException | RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            throw e;
        } finally {
            crew.clips().release(clip);
        }
    }

    private void report(FarmEvent event) {
        if (event instanceof FarmEvent.Failure failed) {
            failedTasks.add(failed);
        }
        progress.report(event);
    }

    private boolean failing() {
        return failure.get() != null;
    }

    /** Throws the failure of the storage, or the defect, that ended the work; the cancelled tasks do not name it. */
    private void requireNoFailure() throws IOException {
        switch (failure.get()) {
            case null -> {}
            case IOException storage -> throw storage;
            case RuntimeException defect -> throw defect;
            case Error fatal -> throw fatal;
            case Throwable other -> throw new IllegalStateException(other);
        }
    }

    private void requireComplete() {
        FarmEvent.Failure first = failedTasks.peek();
        if (first != null) {
            throw new FarmException(failedTasks.size() + " of the encodes failed for good, the first with: "
                    + first.reason() + ". The package is not whole; finished results are kept in " + store
                    + ", run the same command again to repeat only the failed encodes");
        }
    }

    private EncodeReport report(Title title, List<ClipOutcome> clips, EncodingCost cost, Damage damage) {
        List<Encoding> encodings =
                clips.stream().flatMap(it -> it.measured().stream()).toList();
        long memberBytes = clips.stream()
                .flatMap(it -> it.delivered().stream())
                .mapToLong(it -> it.member().bytes())
                .sum();
        List<TailEncoding> made =
                clips.stream().flatMap(it -> it.tails().made().stream()).toList();
        EncodeReport.Tails tails = new EncodeReport.Tails(
                made.size(),
                clips.stream().mapToInt(it -> it.tails().refused()).sum(),
                made.stream().mapToLong(it -> it.point().tailBytes()).sum(),
                made.stream().map(TailEncoding::cpuTime).reduce(Duration.ZERO, Duration::plus));
        long audioBytes = title.audio().stream()
                .flatMap(it -> it.segments().stream())
                .mapToLong(AudioRendition.AudioSegment::bytes)
                .sum();
        return new EncodeReport(
                title,
                memberBytes + audioBytes + tails.bytes(),
                count(encodings, Origin.MADE),
                count(encodings, Origin.REUSED),
                encodings.stream().map(Encoding::cpuTime).reduce(Duration.ZERO, Duration::plus),
                tails,
                cost,
                damage,
                reader.unusedStreams());
    }

    private static int count(List<Encoding> encodings, Origin origin) {
        return (int) encodings.stream().filter(it -> it.origin() == origin).count();
    }

    /** The name of the package's content: a hash of everything that decides it. */
    private ContentKey version(List<ClipOutcome> clips, List<Sound> sound) {
        List<String> parts = new ArrayList<>();
        for (ClipOutcome clip : clips) {
            clip.measured().forEach(it -> parts.add(it.task().key().value()));
            parts.add(
                    clip.delivered().stream()
                                    .map(it -> it.centroid().id() + " "
                                            + it.encoding().task().key())
                                    .toList() + " " + clip.assignment().probabilities());
            clip.tails().made().forEach(it -> parts.add(it.task().key().value()));
            clip.atlas().forEach(it -> parts.add(it.task().key().value()));
        }
        sound.forEach(it -> parts.add(it.task().key().value()));
        return ContentKey.of("package " + Title.VERSION + " atlas 3 poster 1", name(), reader.content(), parts);
    }

    /** The file's name without its extension. */
    private String name() {
        String file = request.input().name();
        int dot = file.lastIndexOf('.');
        return dot > 0 ? file.substring(0, dot) : file;
    }

    private static double seconds(ClipFacts clip) {
        return (double) clip.durationTicks() / Title.TIMESCALE;
    }
}
