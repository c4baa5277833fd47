package dev.starling.farm.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.farm.FarmEvent;
import dev.starling.farm.FarmException;
import dev.starling.farm.GeneratedTitle;
import dev.starling.farm.PackageBytes;
import dev.starling.farm.Phase;
import dev.starling.farm.store.ChecksummedStore;
import dev.starling.farm.store.ContentKey;
import dev.starling.farm.store.DirectoryStore;
import dev.starling.farm.store.Location;
import dev.starling.farm.store.Reservation;
import dev.starling.farm.store.ResultStore;
import dev.starling.farm.store.Storage;
import dev.starling.libav.MediaException;
import dev.starling.media.clip.ClipLengths;
import dev.starling.media.encoding.ClipEncoder;
import dev.starling.media.encoding.EncodingSettings;
import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.breed.hull.Rungs;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.pack.PackageException;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.profile.FixedProfiles;
import dev.starling.swarm.profile.RateControl;
import dev.starling.swarm.profile.StructuralGenes;
import dev.starling.swarm.steer.ClipMembers;
import dev.starling.swarm.title.AccessUnitType;
import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.AudioRendition.AudioSegment;
import dev.starling.swarm.title.AudioTrack;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.EncodingCost.Work;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FarmTest {
    private static final int MEMBERS = 12;

    @TempDir
    Path folder;

    private Path input;
    private Path undisturbed;
    private SortedMap<String, String> expected;
    private final List<FarmEvent> events = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    void encodeUndisturbed(@TempDir Path shared) throws Exception {
        input = GeneratedTitle.SMALL.write(shared.resolve("small.mkv"));
        undisturbed = shared.resolve("undisturbed");
        new Farm().encode(request(undisturbed, Optional.empty(), 2), events::add);
        expected = PackageBytes.of(undisturbed);
    }

    private EncodeRequest request(Path output, Optional<Path> store, int cores) {
        EncodeRequest request = EncodeRequest.of(input, output, cores)
                .withClusters(ClustersFile.usual())
                .withTarget(new QualityTarget.RateFactor(FixedProfiles.BEST_CRF))
                .withTails(new TailRule(TailMode.EMERGENCY, 0));
        return store.map(request::withStore).orElse(request);
    }

    @Test
    void aTitleBecomesAPackageOfItsClipsAtEverySizeAndQuality() throws Exception {
        PackageReader reader = PackageReader.open(undisturbed);
        Title title = reader.title();
        assertThat(title.name()).isEqualTo("small");
        assertThat(title.frameCount()).isEqualTo(22);
        assertThat(title.clips()).extracting(Clip::frameCount).containsExactly(12, 10);
        assertThat(title.clips()).extracting(Clip::startsAtSceneCut).containsExactly(false, true);
        assertThat(title.groups()).extracting(it -> it.id().value()).containsExactly("180p", "144p");
        assertThat(title.clusters())
                .extracting(it -> it.id().value())
                .containsExactly("180p-crf23", "180p-crf27", "180p-crf31", "144p-crf23", "144p-crf27", "144p-crf31");
        for (Clip clip : title.clips()) {
            assertThat(clip.assignment().probabilities()).hasSize(6);
            for (Member member : clip.members()) {
                MappedMember mapped = reader.member(clip.index(), member.cluster());
                assertThat(mapped.accessUnits()).hasSize(clip.frameCount());
                assertThat(mapped.accessUnits().getFirst().type()).isEqualTo(AccessUnitType.IDR);
                assertThat(mapped.bytes(0, clip.frameCount()).remaining()).isEqualTo(Math.toIntExact(member.bytes()));
                assertThat(mapped.accessUnits()).allSatisfy(unit -> {
                    assertThat(unit.sliceOffsets()).containsExactly(0);
                    assertThat(unit.quality().psnr()).isBetween(20.0, 60.0);
                    assertThat(unit.quality().ssim()).isBetween(0.5, 1.0);
                    assertThat(unit.quality().vmaf()).isBetween(20.0, 100.0);
                    assertThat(unit.quality().vmafNeg())
                            .isLessThanOrEqualTo(unit.quality().vmaf());
                });
                assertThat(member.quality().vmaf())
                        .isCloseTo(
                                mapped.accessUnits().stream()
                                        .mapToDouble(it -> it.quality().vmaf())
                                        .average()
                                        .orElseThrow(),
                                within(1e-4));
            }
        }
    }

    @Test
    void lowerQualitiesAreSmallerAndTailsAreSmallerThanTheRestOfTheirMembers() throws Exception {
        PackageReader reader = PackageReader.open(undisturbed);
        int tails = 0;
        for (Clip clip : reader.title().clips()) {
            for (int i = 1; i < clip.members().size(); i++) {
                Member higher = clip.members().get(i - 1);
                Member lower = clip.members().get(i);
                if (group(reader, higher).equals(group(reader, lower))) {
                    assertThat(lower.bytes()).isLessThan(higher.bytes());
                    assertThat(lower.quality().psnr())
                            .isLessThan(higher.quality().psnr());
                    assertThat(lower.quality().vmaf())
                            .isLessThan(higher.quality().vmaf());
                }
            }
            List<BlendPoint.OfTail> points = tails(reader, clip);
            tails += points.size();
            assertThat(points).allSatisfy(point -> {
                Member member = clip.member(point.tail().member());
                MappedMember tail = reader.tail(clip.index(), point.tail());
                MappedMember whole = reader.member(clip.index(), member.cluster());
                int from = point.tail().from();
                assertThat(ClipMembers.continues(point.tail(), tail.accessUnits(), whole.accessUnits()))
                        .isTrue();
                int units = tail.accessUnits().size();
                assertThat(tail.bytes(0, units).remaining()).isEqualTo(Math.toIntExact(point.tailBytes()));
                assertThat(point.tailBytes())
                        .isLessThan(whole.bytes(from, clip.frameCount()).remaining());
                assertThat(point.bytes()).isEqualTo(whole.bytes(0, from).remaining() + point.tailBytes());
                assertThat(point.quality().psnr()).isLessThan(member.quality().psnr());
            });
        }
        assertThat(tails).isPositive();
    }

    private static List<BlendPoint.OfTail> tails(PackageReader reader, Clip clip) throws IOException {
        return reader.atlas(clip.index()).stream()
                .filter(BlendPoint.OfTail.class::isInstance)
                .map(BlendPoint.OfTail.class::cast)
                .toList();
    }

    /** Every pair of neighbours has three blends of four rows, between the two in size and quality. */
    private static void assertRows(PackageReader reader, Clip clip) throws IOException {
        List<BlendPoint.OfRows> points = reader.atlas(clip.index()).stream()
                .filter(BlendPoint.OfRows.class::isInstance)
                .map(BlendPoint.OfRows.class::cast)
                .toList();
        assertThat(points).isNotEmpty();
        assertThat(points).allSatisfy(point -> {
            Member higher = clip.member(point.rows().higher());
            Member lower = clip.member(point.rows().lower());
            assertThat(point.rows().rows()).hasSizeBetween(1, 3);
            assertThat(point.bytes()).isBetween(lower.bytes(), higher.bytes());
            assertThat(point.quality().vmafNeg())
                    .isBetween(lower.quality().vmafNeg() - 1, higher.quality().vmafNeg() + 1);
            assertThat(point.result().basis())
                    .isEqualTo(clip.index() == 0 ? BlendPoint.Basis.MEASURED : BlendPoint.Basis.PREDICTED);
        });
    }

    @Test
    void theLowestMemberOfEachFamilyHasPointsBelowIt() throws Exception {
        PackageReader reader = PackageReader.open(undisturbed);
        for (Clip clip : reader.title().clips()) {
            Member lowest = clip.members().stream()
                    .min(Comparator.comparingLong(Member::bytes))
                    .orElseThrow();
            List<BlendPoint.OfRequantised> points = reader.atlas(clip.index()).stream()
                    .filter(BlendPoint.OfRequantised.class::isInstance)
                    .map(BlendPoint.OfRequantised.class::cast)
                    .filter(it -> it.member().equals(lowest.cluster()))
                    .toList();
            assertThat(points).hasSizeBetween(1, 4).allSatisfy(point -> {
                assertThat(point.bytes()).isLessThan(lowest.bytes());
                assertThat(point.quality().vmaf()).isLessThan(lowest.quality().vmaf());
                assertThat(point.result().worstVmafNeg())
                        .isLessThanOrEqualTo(point.quality().vmafNeg());
            });
            assertThat(points)
                    .isSortedAccordingTo(
                            Comparator.comparingLong(BlendPoint::bytes).reversed());
        }
    }

    private static BlendGroupId group(PackageReader reader, Member member) {
        return reader.title().cluster(member.cluster()).group();
    }

    @Test
    void theSoundtrackIsCutWhereTheClipsAre() throws Exception {
        PackageReader reader = PackageReader.open(undisturbed);
        assertThat(reader.title().audio())
                .extracting(it -> it.id().value())
                .containsExactly("audio1-stereo-128", "audio1-stereo-64");
        for (AudioRendition audio : reader.title().audio()) {
            assertThat(audio.track().role()).isEqualTo(AudioTrack.Role.MAIN);
            assertThat(audio.origin()).isEqualTo(AudioRendition.Origin.ENCODED);
            assertThat(audio.codecs()).isEqualTo("mp4a.40.2");
            assertThat(audio.sampleRate()).isEqualTo(48_000);
            assertThat(audio.channels()).isEqualTo(2);
            assertThat(audio.primingSamples()).isEqualTo(1024);
            // Priming, then the frames that start before 1.2 s: ceil(57600 / 1024).
            assertThat(audio.segments().getFirst().frameCount()).isEqualTo(1 + 57);
            int frames =
                    audio.segments().stream().mapToInt(it -> it.frameCount()).sum();
            assertThat((frames - 1) * 1024L).isBetween(2200 * 48L, 2200 * 48L + 1023);
            for (Clip clip : reader.title().clips()) {
                assertThat(reader.audio(audio.id(), clip.index()).accessUnits())
                        .hasSize(audio.segments().get(clip.index()).frameCount());
            }
        }
        assertThat(reader.problems()).isEmpty();
    }

    @Test
    void theClipLengthsDecideWherePicturesAndSoundAreCut() throws Exception {
        Path scene =
                GeneratedTitle.sized(96, 64).at(5).scenes(70, 0).withTone(1).write(folder.resolve("scene.mkv"));
        EncodeRequest usual = EncodeRequest.of(scene, folder.resolve("usual"), 2)
                .withClusters(ClustersFile.usual())
                .withStore(folder.resolve("store"));
        // The second encode uses the store of the first, but not its clips.
        requireCuts(usual, 25, 25, 20);
        ClipLengths upToTwoSeconds = ClipLengths.between(Duration.ofSeconds(1), Duration.ofSeconds(2));
        requireCuts(usual.withClipLengths(upToTwoSeconds), 10, 10, 10, 10, 10, 10, 10);
    }

    @Test
    void aGopMayBeAsLongAsTheLongestClip() {
        assertThat(ClipLengths.LONGEST.toNanos() / 1e9).isEqualTo(StructuralGenes.MAX_GOP_SECONDS);
    }

    private void requireCuts(EncodeRequest request, Integer... pictures) throws Exception {
        new Farm().encode(request, events::add);
        Title title = PackageReader.open(folder.resolve("usual")).title();
        assertThat(title.clips()).extracting(Clip::frameCount).containsExactly(pictures);
        List<AudioSegment> sound = title.audio().getFirst().segments();
        assertThat(sound).hasSameSizeAs(title.clips());
        for (Clip clip : title.clips()) {
            // The first frame whose presentation starts in the clip, after the priming.
            long first = Math.ceilDiv(48_000L * clip.startTicks() / Title.TIMESCALE + 1024, 1024);
            assertThat(sound.get(clip.index()).startSample()).isEqualTo(clip.index() == 0 ? 0 : first * 1024);
        }
    }

    @Test
    void rungsAreTheSameInEveryClipAndTheSearchIsRepeatable() throws Exception {
        SortedMap<String, String> first = new TreeMap<>();
        for (int cores : new int[] {1, 3}) {
            Path output = folder.resolve("ladder" + cores);
            Optional<Path> store = Optional.of(folder.resolve("ladder.store"));
            EncodeRequest rungs = request(output, store, cores)
                    .withTarget(new QualityTarget.Ladder(
                            new Rungs(90, 60, 10, new Rungs.Bitrates(1_000, Double.POSITIVE_INFINITY))));
            EncodeReport report = new Farm().encode(rungs, events::add);
            if (cores == 1) {
                first.putAll(PackageBytes.of(output));
                assertThat(report.reused()).isZero();
            } else {
                assertThat(PackageBytes.of(output)).isEqualTo(first);
                assertThat(report.encoded()).isZero();
            }
        }
        Title title = PackageReader.open(folder.resolve("ladder1")).title();
        assertThat(title.groups()).extracting(it -> it.id().value()).containsExactly("180p");
        for (Clip clip : title.clips()) {
            assertThat(clip.ceiling()).isEqualTo(Clip.Ceiling.NONE);
            assertThat(clip.members())
                    .extracting(it -> it.cluster().value())
                    .containsExactly("180p-q90", "180p-q80", "180p-q70", "180p-q60");
            assertThat(clip.members()).allSatisfy(member -> {
                double rung = title.cluster(member.cluster()).centroid().rateControl()
                                instanceof RateControl.ConstantQuality(double vmafNeg)
                        ? vmafNeg
                        : Double.NaN;
                assertThat(member.quality().vmafNeg()).isCloseTo(rung, within(6.5));
                assertThat(member.crf()).isBetween(12.0, 46.0);
            });
        }
    }

    @Test
    void membersAndTailsHaveTheSlicesThatWereAsked() throws Exception {
        Path output = folder.resolve("slices");
        EncodeRequest sliced = request(output, Optional.empty(), 2)
                .withClusters(ClustersFile.usual().with("slices", "4"));
        new Farm().encode(sliced, events::add);
        PackageReader reader = PackageReader.open(output);
        int tails = 0;
        for (Clip clip : reader.title().clips()) {
            for (Member member : clip.members()) {
                assertThat(reader.member(clip.index(), member.cluster()).accessUnits())
                        .allSatisfy(it -> assertThat(it.sliceOffsets()).hasSize(4));
            }
            for (BlendPoint.OfTail point : tails(reader, clip)) {
                assertThat(reader.tail(clip.index(), point.tail()).accessUnits())
                        .allSatisfy(it -> assertThat(it.sliceOffsets()).hasSize(4));
                tails++;
            }
            assertRows(reader, clip);
        }
        assertThat(tails).isPositive();
        assertThatThrownBy(() -> ClustersFile.usual().with("slices", "33")).hasMessageStartingWith("slices must be");
    }

    @Test
    void anyNumberOfThreadsGivesTheSamePackage() throws Exception {
        for (int cores : new int[] {1, 5}) {
            Path output = folder.resolve("cores" + cores);
            new Farm().encode(request(output, Optional.empty(), cores), events::add);
            assertThat(PackageBytes.of(output)).isEqualTo(expected);
        }
    }

    @Test
    void theWorkFolderGoesOnceThePackageIsThere() throws Exception {
        Path output = folder.resolve("title");
        new Farm().encode(request(output, Optional.empty(), 2), events::add);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(output);
        }
    }

    @Test
    void whatAKeptStoreHasIsNotMadeAgain() throws Exception {
        Optional<Path> store = Optional.of(folder.resolve("store"));
        EncodeReport first = new Farm().encode(request(folder.resolve("one"), store, 2), events::add);
        assertThat(first.encoded()).isEqualTo(MEMBERS);
        AtomicInteger encodes = new AtomicInteger();
        Farm counting = new Farm(UnaryOperator.identity(), (clip, types, settings) -> {
            encodes.incrementAndGet();
            return ClipEncoder.encode(clip, types, settings);
        });
        EncodeReport second = counting.encode(request(folder.resolve("two"), store, 2), events::add);
        assertThat(second.reused()).isEqualTo(MEMBERS);
        assertThat(encodes).hasValue(0);
        assertThat(second.encodeCpuTime()).isEqualTo(first.encodeCpuTime());
        for (Work work : List.of(Work.SCALE, Work.PICTURE_TYPES, Work.ENCODE, Work.MEASURE_SCORE, Work.AUDIO)) {
            assertThat(first.cost().cpuSeconds().get(work))
                    .as("first, %s", work)
                    .isPositive();
            assertThat(second.cost().cpuSeconds().get(work))
                    .as("second, %s", work)
                    .isZero();
        }
        assertThat(PackageBytes.of(folder.resolve("two"))).isEqualTo(expected);
    }

    @Test
    void theProcessorTimesOfARunAddUpToThatOfTheProcessAndArePublished() throws Exception {
        Duration before = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
        EncodeReport report = new Farm().encode(request(folder.resolve("title"), Optional.empty(), 2), events::add);
        Duration used =
                ProcessHandle.current().info().totalCpuDuration().orElseThrow().minus(before);

        // The system counts in steps of 10 ms; publishing the package comes after the last look.
        assertThat(report.cost().totalCpuSeconds()).isBetween(0.5 * used.toNanos() / 1e9, used.toNanos() / 1e9 + 0.05);
        assertThat(report.cost().cpuSeconds().get(Work.ENCODE))
                .isCloseTo(report.encodeCpuTime().toNanos() / 1e9, within(0.5 * used.toNanos() / 1e9));
        assertThat(PackageReader.open(folder.resolve("title")).report()).contains(report.cost());
    }

    @Test
    void damagedResultsAreToldOfAndMadeAgain() throws Exception {
        Path store = folder.resolve("store");
        new Farm().encode(request(folder.resolve("one"), Optional.of(store), 2), events::add);
        List<Path> results;
        try (Stream<Path> all = Files.walk(store)) {
            results = all.filter(Files::isRegularFile).sorted().toList();
        }
        Set<String> damaged = new HashSet<>();
        for (int i = 0; i < results.size(); i += 3) {
            byte[] bytes = Files.readAllBytes(results.get(i));
            bytes[bytes.length / 2] ^= 4;
            Files.write(results.get(i), i % 2 == 0 ? bytes : Arrays.copyOf(bytes, bytes.length / 2));
            damaged.add(store + ": " + results.get(i).getFileName());
        }
        events.clear();
        new Farm().encode(request(folder.resolve("two"), Optional.of(store), 2), events::add);
        assertThat(PackageBytes.of(folder.resolve("two"))).isEqualTo(expected);
        Set<String> told = events.stream()
                .filter(FarmEvent.Damaged.class::isInstance)
                .map(it -> ((FarmEvent.Damaged) it).place())
                .collect(Collectors.toSet());
        // A chunk of sound whose summary is damaged too is made again without a look.
        assertThat(told).isSubsetOf(damaged).hasSizeGreaterThanOrEqualTo(damaged.size() - 1);
        ResultStore mended = new ChecksummedStore(new DirectoryStore(store), key -> {
            throw new AssertionError("still damaged: " + key);
        });
        for (Path result : results) {
            assertThat(mended.find(new ContentKey(result.getFileName().toString())))
                    .isPresent();
        }
    }

    /** A real failure: x264 is given a parameter that it does not know, for one member of one clip. */
    private static Farm.Encoder failing(AtomicInteger failuresLeft) {
        return (clip, types, settings) -> {
            if (clip.index() != 1
                    || settings.crf() != 27
                    || settings.format().pictures().size().height() != 180) {
                return ClipEncoder.encode(clip, types, settings);
            }
            if (failuresLeft.getAndDecrement() <= 0) {
                return ClipEncoder.encode(clip, types, settings);
            }
            TreeMap<String, String> tuning = new TreeMap<>(settings.tuning());
            tuning.put("no-such-parameter", "1");
            return ClipEncoder.encode(
                    clip,
                    types,
                    new EncodingSettings(
                            settings.format(), settings.crf(), settings.preset(), settings.threads(), tuning));
        };
    }

    @Test
    void anEncodeThatFailsOnceIsTriedAgain() throws Exception {
        events.clear();
        Path output = folder.resolve("title");
        new Farm(UnaryOperator.identity(), failing(new AtomicInteger(1)))
                .encode(request(output, Optional.empty(), 2), events::add);
        assertThat(events).filteredOn(FarmEvent.Retry.class::isInstance).hasSize(1);
        assertThat(events).noneMatch(FarmEvent.Failure.class::isInstance);
        assertThat(PackageBytes.of(output)).isEqualTo(expected);
    }

    @Test
    void anEncodeThatFailsTwiceIsReportedWithItsParametersWhileTheOthersGoOn() throws Exception {
        events.clear();
        Path output = folder.resolve("title");
        assertThatThrownBy(() -> new Farm(UnaryOperator.identity(), failing(new AtomicInteger(2)))
                        .encode(request(output, Optional.empty(), 2), events::add))
                .isInstanceOf(FarmException.class)
                .hasMessageContaining("1 of the encodes failed")
                .hasMessageContaining("320x180")
                .hasMessageContaining("crf=27")
                .hasMessageContaining("no-such-parameter")
                .hasMessageContaining(output.getFileName() + ".work")
                .hasMessageNotContaining("\n");
        assertThat(events).filteredOn(FarmEvent.Failure.class::isInstance).hasSize(1);
        assertThat(output).doesNotExist();
        events.clear();
        EncodeReport resumed = new Farm().encode(request(output, Optional.empty(), 2), events::add);
        assertThat(resumed.encoded()).isEqualTo(1);
        // The clip before it is neither encoded nor decoded again: the second clip is ten pictures at ten a second.
        assertThat(events)
                .filteredOn(it -> it instanceof FarmEvent.Progress p && p.phase() == Phase.ANALYSE && p.finished())
                .singleElement()
                .satisfies(it -> assertThat(((FarmEvent.Progress) it).done()).isCloseTo(1.0, within(1e-6)));
        assertThat(resumed.reused()).isEqualTo(MEMBERS - 1);
        assertThat(PackageBytes.of(output)).isEqualTo(expected);
    }

    @Test
    void aFullDiskEndsWithOneLineAndNothingFinishedIsLost() throws Exception {
        Path output = folder.resolve("title");
        AtomicInteger putsLeft = new AtomicInteger(9);
        assertThatThrownBy(() -> new Farm(store -> full(store, putsLeft), ClipEncoder::encode)
                        .encode(request(output, Optional.empty(), 2), events::add))
                .isInstanceOf(IOException.class)
                .hasMessage("No space left on device");
        assertThat(output).doesNotExist();
        EncodeReport resumed = new Farm().encode(request(output, Optional.empty(), 2), events::add);
        assertThat(PackageBytes.of(output)).isEqualTo(expected);
        assertThat(resumed.reused()).isPositive();
    }

    private static ResultStore full(ResultStore store, AtomicInteger putsLeft) {
        return new ResultStore() {
            @Override
            public Optional<byte[]> find(ContentKey key) throws IOException {
                return store.find(key);
            }

            @Override
            public void put(ContentKey key, byte[] content) throws IOException {
                if (putsLeft.getAndDecrement() <= 0) {
                    throw new IOException("No space left on device");
                }
                store.put(key, content);
            }
        };
    }

    @Test
    void whatIsNoTitleIsRefusedAndLeavesNothing() throws Exception {
        Path text = Files.writeString(folder.resolve("notes.txt"), "not a video", StandardCharsets.UTF_8);
        Path output = folder.resolve("title");
        for (Path refused : List.of(text, folder.resolve("missing.mp4"))) {
            assertThatThrownBy(() -> new Farm().encode(EncodeRequest.of(refused, output, 1), events::add))
                    .isInstanceOf(MediaException.class)
                    .hasMessageStartingWith(refused + ": ")
                    .hasMessageNotContaining("\n");
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(text);
        }
    }

    @Test
    void aTruncatedFileIsRefusedWithoutAPackage() throws Exception {
        byte[] whole = Files.readAllBytes(input);
        Path cut = Files.write(folder.resolve("cut.mkv"), Arrays.copyOf(whole, whole.length / 2));
        Path output = folder.resolve("title");
        assertThatThrownBy(() -> new Farm().encode(EncodeRequest.of(cut, output, 2), events::add))
                .isInstanceOfSatisfying(
                        MediaException.class, e -> assertThat(e.kind()).isEqualTo(MediaException.Kind.TRUNCATED));
        assertThat(output).doesNotExist();
    }

    @Test
    void picturesThatNoLevelOfH264AllowsAreRefusedInOneLine() throws Exception {
        Path fast = GeneratedTitle.sized(1280, 720).at(9000).write(folder.resolve("fast.mkv"));
        assertThatThrownBy(() -> new Farm().encode(EncodeRequest.of(fast, folder.resolve("title"), 1), events::add))
                .isInstanceOf(FarmException.class)
                .hasMessage(fast + ": no level of H.264 allows 1280x720 at 9000 pictures per second; choose smaller"
                        + " ones with --max-height");
    }

    @Test
    void anOutputThatIsSomethingElseIsRefusedBeforeAnyWork() throws Exception {
        Path output = Files.createDirectories(folder.resolve("thesis"));
        Files.writeString(output.resolve("chapter.txt"), "years of work");
        events.clear();
        assertThatThrownBy(() -> new Farm().encode(request(output, Optional.empty(), 1), events::add))
                .isInstanceOf(PackageException.class)
                .hasMessageContaining("not a Starling package");
        Path underFile = Files.writeString(folder.resolve("file"), "").resolve("title");
        assertThatThrownBy(() -> new Farm().encode(request(underFile, Optional.empty(), 1), events::add))
                .isInstanceOf(IOException.class);
        assertThat(events).noneMatch(it -> it instanceof FarmEvent.Progress p && p.phase() == Phase.ENCODE);
    }

    @Test
    void twoEncodesOfOneOutputDoNotMix() throws Exception {
        Path output = folder.resolve("title");
        try (Reservation _ = Storage.at(Location.of(output)).reserve()) {
            assertThatThrownBy(() -> new Farm().encode(request(output, Optional.empty(), 1), events::add))
                    .isInstanceOf(FarmException.class)
                    .hasMessageContaining("another starling encode");
        }
    }
}
