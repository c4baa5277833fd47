package dev.starling.swarm.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.FixedProfiles;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Tuning.Preset;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.AudioRenditionId;
import dev.starling.swarm.title.AudioSet;
import dev.starling.swarm.title.AudioTrack;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Growth;
import dev.starling.swarm.title.IdrPicture;
import dev.starling.swarm.title.IdrPictures;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.ParameterSetPair;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.RowBlend;
import dev.starling.swarm.title.SoftAssignment;
import dev.starling.swarm.title.Tail;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageTest {
    private static final PictureSize SIZE = new PictureSize(320, 180);
    private static final BlendGroupId GROUP = new BlendGroupId("180p");
    private static final ClusterId HIGHER = new ClusterId("180p-crf23");
    private static final ClusterId LOWER = new ClusterId("180p-crf27");
    private static final List<AccessUnitEntry> UNITS = List.of(
            new AccessUnitEntry(5, 0, AccessUnitType.IDR, 3, List.of(0), new Quality(41.5, 0.96875, 97.5, 96.25)),
            new AccessUnitEntry(3, 7200, AccessUnitType.P, 2, List.of(0, 2), new Quality(40.5, 0.9375, 95.5, 94.25)),
            new AccessUnitEntry(1, 3600, AccessUnitType.B, 0, List.of(0), new Quality(39.5, 0.90625, 93.5, 92.25)));
    private static final Quality QUALITY = new Quality(40.5, 0.97, 95.5, 94.25);
    private static final byte[] PAYLOAD = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    private static final Tail TAIL = new Tail(HIGHER, 1, 10.5);
    private static final List<AccessUnitEntry> TAIL_UNITS = List.of(
            new AccessUnitEntry(2, 7200, AccessUnitType.P, 2, List.of(0), new Quality(38.5, 0.90625, 91.5, 90.25)),
            new AccessUnitEntry(1, 3600, AccessUnitType.B, 0, List.of(0), new Quality(37.5, 0.875, 90.5, 89.25)));
    private static final byte[] TAIL_PAYLOAD = {3, 2, 1};
    private static final List<BlendPoint> ATLAS = List.of(
            new BlendPoint.OfTail(TAIL, 3, 8, new Quality(40.25, 0.975, 96.1, 94.9)),
            new BlendPoint.OfRows(
                    new RowBlend(HIGHER, LOWER, new TreeSet<>(Set.of(0, 31))),
                    new BlendPoint.Result(7, new Quality(39, 0.96, 95, 93), 90.5, BlendPoint.Basis.MEASURED)),
            new BlendPoint.OfRequantised(
                    LOWER, new BlendPoint.Result(4, new Quality(33, 0.9, 60, 59), 40, BlendPoint.Basis.PREDICTED)));

    @TempDir
    Path folder;

    private Path target() {
        return folder.resolve("title");
    }

    private static Title title() {
        SoftAssignment assignment = SoftAssignment.ofDistances(Map.of(HIGHER, 0.0, LOWER, 0.5), 1);
        return Title.of(
                "A title",
                SIZE,
                "libx264 test",
                "a model",
                List.of(new BlendGroup(
                        GROUP,
                        Codec.H264,
                        SIZE,
                        ParameterSetPair.of(new byte[] {0x67, 100, 0, 30, (byte) 0xAC, 2}, new byte[] {0x68, 1, 2}))),
                List.of(cluster(HIGHER, 0), cluster(LOWER, 1)),
                List.of(new Clip(
                        0,
                        0,
                        10_800,
                        3,
                        Clip.Start.SCENE_CUT,
                        assignment,
                        List.of(new Member(HIGHER, 23, 9, QUALITY), new Member(LOWER, 27, 9, QUALITY)),
                        Clip.Ceiling.SOURCE)),
                List.of(audio("audio1-stereo-128", 4), audio("audio1-stereo-64", 3)));
    }

    private static AudioRendition audio(String id, int bytes) {
        return new AudioRendition(
                new AudioRenditionId(id),
                new AudioTrack(1, "en", Optional.of("As it was"), AudioTrack.Role.MAIN),
                AudioRendition.Origin.ENCODED,
                "mp4a.40.2",
                "EZA=",
                48_000,
                2,
                1024,
                List.of(new AudioRendition.AudioSegment(0, 1, bytes)));
    }

    private static Cluster cluster(ClusterId id, int profile) {
        return new Cluster(
                id,
                GROUP,
                FixedProfiles.forSource(SIZE, Preset.MEDIUM, FixedProfiles.BEST_CRF)
                        .get(profile));
    }

    private void write(Title title) throws IOException {
        try (PackageWriter writer = PackageWriter.create(target())) {
            write(writer, 0, title);
            writer.publish(title);
        }
    }

    private static void write(PackageWriter writer, int clip, Title title) throws IOException {
        writer.member(clip, HIGHER, UNITS, ByteBuffer.wrap(PAYLOAD));
        writer.member(clip, LOWER, UNITS, ByteBuffer.wrap(PAYLOAD));
        writer.tail(clip, TAIL, TAIL_UNITS, ByteBuffer.wrap(TAIL_PAYLOAD));
        writer.atlas(clip, ATLAS);
        for (AudioRendition audio : title.audio()) {
            int bytes = Math.toIntExact(audio.segments().get(clip).bytes());
            writer.audio(
                    audio.id(),
                    clip,
                    List.of(new AccessUnitEntry(bytes, 0, AccessUnitType.AUDIO, 0, List.of(), Quality.NONE)),
                    ByteBuffer.wrap(new byte[bytes]));
        }
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        write(title());
        PackageReader reader = PackageReader.open(target());
        assertThat(reader.title()).isEqualTo(title());
        assertThat(reader.atlas(0)).isEqualTo(ATLAS);
        MappedMember member = reader.member(0, HIGHER);
        assertThat(member.accessUnits()).isEqualTo(UNITS);
        assertThat(member.bytes(1, 3)).isEqualTo(ByteBuffer.wrap(new byte[] {6, 7, 8, 9}));
        assertThat(member.bytes(0, 2).remaining()).isEqualTo(8);
        MappedMember tail = reader.tail(0, TAIL);
        assertThat(tail.accessUnits()).isEqualTo(TAIL_UNITS);
        assertThat(tail.bytes(0, 2)).isEqualTo(ByteBuffer.wrap(TAIL_PAYLOAD));
        for (AudioRendition audio : title().audio()) {
            assertThat(reader.audio(audio.id(), 0).accessUnits()).hasSize(1);
            assertThat(new String(reader.audioInit(audio.id()), 4, 4, StandardCharsets.US_ASCII))
                    .isEqualTo("ftyp");
        }
        assertThat(reader.problems()).isEmpty();
        assertThat(new String(reader.videoInit(GROUP), 4, 4, StandardCharsets.US_ASCII))
                .isEqualTo("ftyp");
    }

    /** Two clips, both as {@link #title} has one. */
    private static Title longer() {
        Title title = title();
        Clip first = title.clips().getFirst();
        Clip second = new Clip(
                1,
                first.durationTicks(),
                first.durationTicks(),
                first.frameCount(),
                first.start(),
                first.assignment(),
                first.members(),
                first.ceiling());
        List<AudioRendition> audio = title.audio().stream()
                .map(it -> new AudioRendition(
                        it.id(),
                        it.track(),
                        it.origin(),
                        it.codecs(),
                        it.audioSpecificConfig(),
                        it.sampleRate(),
                        it.channels(),
                        it.primingSamples(),
                        List.of(
                                it.segments().getFirst(),
                                new AudioRendition.AudioSegment(
                                        AudioRendition.SAMPLES_PER_FRAME,
                                        1,
                                        it.segments().getFirst().bytes()))))
                .toList();
        return Title.of(
                title.name(),
                title.displaySize(),
                title.encoder(),
                title.vmafModel(),
                title.groups(),
                title.clusters(),
                List.of(first, second),
                audio);
    }

    @Test
    void aGrowingPackageIsWholeInEachStateAndForReadersOfTheStateBefore() throws IOException {
        Growth rest = new Growth(OptionalLong.of(21_600), 540_000);
        try (PackageWriter writer = PackageWriter.create(target())) {
            write(writer, 0, title());
            writer.publish(title().growing(rest));
            PackageReader before = PackageReader.open(target());
            assertThat(before.title()).isEqualTo(title().growing(rest));
            assertThat(before.problems()).isEmpty();

            write(writer, 1, longer());
            writer.atlas(0, List.of(ATLAS.getFirst()));
            assertThat(PackageReader.open(target()).title()).isEqualTo(before.title());
            writer.publish(longer());
            PackageReader after = PackageReader.open(target());
            assertThat(after.title()).isEqualTo(longer());
            assertThat(after.problems()).isEmpty();
            assertThat(after.atlas(0)).containsExactly(ATLAS.getFirst());
            assertThat(before.problems()).isEmpty();
            assertThat(before.title().goesOnIn(after.title())).isTrue();
            assertThat(after.title().goesOnIn(before.title())).isFalse();
        }
        assertThat(folder).isDirectoryNotContaining(it -> !it.equals(target()));
        assertThat(Files.readString(target().resolve("title.json"))).doesNotContain("growth");
    }

    @Test
    void aGrowingPackageThatWasRemovedIsNotMadeOfItsNewFilesAlone() throws IOException {
        try (PackageWriter writer = PackageWriter.create(target())) {
            write(writer, 0, title());
            writer.publish(title().growing(new Growth(OptionalLong.empty(), 540_000)));
            Files.move(target(), folder.resolve("moved"));
            write(writer, 1, longer());
            assertThatThrownBy(() -> writer.publish(longer()))
                    .isInstanceOf(PackageException.class)
                    .hasMessageContaining("was removed while it was encoded");
        }
        assertThat(target()).doesNotExist();
    }

    @Test
    void onlyTheBeginningOfATitleIsDeletedWithItsEncode() throws IOException {
        write(title());
        FolderTarget.deleteBeginning(target());
        assertThat(PackageReader.open(target()).problems()).isEmpty();
        write(title().growing(new Growth(OptionalLong.empty(), 540_000)));
        FolderTarget.deleteBeginning(target());
        assertThat(folder).isEmptyDirectory();
        FolderTarget.deleteBeginning(target());
    }

    @Test
    void aTitleWithoutAudioIsRead() throws IOException {
        Title silent = title().withAudio(List.of());
        write(silent);
        assertThat(PackageReader.open(target()).title()).isEqualTo(silent);
    }

    @Test
    void renditionsOfASetCanFollowEachOther() {
        List<AudioRendition> both = title().audio();
        assertThat(title().audioSets()).containsExactly(new AudioSet(both));
        assertThat(title().audioSets().getFirst().id()).hasToString("1-2ch");
        AudioRendition late = both.getLast();
        AudioRendition shifted = new AudioRendition(
                late.id(),
                late.track(),
                late.origin(),
                late.codecs(),
                late.audioSpecificConfig(),
                late.sampleRate(),
                late.channels(),
                late.primingSamples() + 1,
                late.segments());
        assertThatThrownBy(() -> title().withAudio(List.of(both.getFirst(), shifted)))
                .hasMessage("audio renditions audio1-stereo-128 and audio1-stereo-64 cannot follow each other");
        assertThatThrownBy(() -> title().withAudio(List.of(both.getFirst(), both.getFirst())))
                .hasMessageContaining("different ids");
    }

    @Test
    void nothingIsSeenBeforeItIsPublishedAndNothingStaysWhenItIsNot() throws IOException {
        try (PackageWriter writer = PackageWriter.create(target())) {
            writer.member(0, HIGHER, UNITS, ByteBuffer.wrap(PAYLOAD));
            assertThat(target()).doesNotExist();
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anOlderPackageIsReplacedAndWhatACrashLeftIsTakenAway() throws IOException {
        write(title());
        Files.createDirectories(folder.resolve(".title.partial/clips"));
        Files.writeString(folder.resolve(".title.partial/clips/left"), "behind");
        write(title());
        assertThat(PackageReader.open(target()).title()).isEqualTo(title());
        try (var entries = Files.list(folder)) {
            assertThat(entries).containsExactly(target());
        }
    }

    @Test
    void aFolderOfSomethingElseIsNotTouched() throws IOException {
        Files.createDirectories(target());
        Files.writeString(target().resolve("thesis.txt"), "years of work");
        assertThatThrownBy(() -> PackageWriter.create(target()))
                .isInstanceOf(PackageException.class)
                .hasMessageContaining(target().toString())
                .hasMessageContaining("not a Starling package");
        assertThat(target().resolve("thesis.txt")).hasContent("years of work");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n"})
    void anEmptyTitleIsRefused(String text) throws IOException {
        write(title());
        Files.writeString(target().resolve("title.json"), text);
        assertThatThrownBy(() -> PackageReader.open(target())).hasMessageContaining("title.json: not JSON: empty");
    }

    @Test
    void aDamagedTitleIsRefusedWithThePlace() throws IOException {
        write(title());
        Path json = target().resolve("title.json");
        String text = Files.readString(json);
        String language = "\"language\" : \"en\"";
        assertThat(text).contains(language);
        for (Map.Entry<String, String> damage : Map.of(
                        text.replace(language, "\"language\" : \"a\\\",URI=\\\"http://x\\n\""),
                                "its language is not a tag of BCP 47",
                        text.replace("\"frameCount\" : 3", "\"frameCount\" : \"three\""), "clips[0].frameCount",
                        text.replace("\"frameCount\" : 3", "\"frameCount\" : 1e999999999"),
                                "clips[0].frameCount: must be a whole number",
                        text.replace("\"version\" : 3", "\"version\" : 4"), "version 4 is newer than this Starling",
                        text.replace("95.5", "105.5"), "clips[0].members[0].quality: not a quality",
                        text.replace("\"name\"", "\"nom\""), "name: missing",
                        text.replace("\"name\"", "\"nom\" : 1, \"name\""), "nom: not known",
                        text.substring(0, text.length() / 2), "not JSON at line",
                        "[".repeat(200_000), "not JSON that is read here: nested too deeply",
                        text.replace("\"180p-crf27\"", "\"../../etc\""), "not a cluster id")
                .entrySet()) {
            Files.writeString(json, damage.getKey());
            assertThatThrownBy(() -> PackageReader.open(target()))
                    .isInstanceOf(PackageException.class)
                    .hasMessageStartingWith(json + ": ")
                    .hasMessageContaining(damage.getValue());
        }
    }

    @Test
    void everyDamagedByteOfAMemberIsNoticed() throws IOException {
        write(title());
        Path file = target().resolve("clips/00000/180p-crf23.bin");
        byte[] intact = Files.readAllBytes(file);
        for (int i = 0; i < intact.length; i++) {
            if (i == 6 || i == 7) {
                continue; // reserved
            }
            byte[] damaged = intact.clone();
            damaged[i] ^= 0x40;
            Files.write(file, damaged);
            assertThatThrownBy(() -> PackageReader.open(target()).member(0, HIGHER))
                    .as("byte %d", i)
                    .isInstanceOf(PackageException.class)
                    .hasMessageContaining(file.toString());
        }
        for (int length = 0; length < intact.length; length++) {
            Files.write(file, Arrays.copyOf(intact, length));
            assertThatThrownBy(() -> PackageReader.open(target()).member(0, HIGHER))
                    .as("%d bytes", length)
                    .isInstanceOf(PackageException.class);
        }
    }

    @Test
    void everyDamagedByteOfAnAtlasIsNoticed() throws IOException {
        write(title());
        Path file = target().resolve("clips/00000/atlas.bin");
        byte[] intact = Files.readAllBytes(file);
        for (int i = 0; i < intact.length; i++) {
            byte[] damaged = intact.clone();
            damaged[i] ^= 0x40;
            Files.write(file, damaged);
            assertThatThrownBy(() -> PackageReader.open(target()).atlas(0))
                    .as("byte %d", i)
                    .isInstanceOf(PackageException.class)
                    .hasMessageContaining(file.toString());
            Files.write(file, Arrays.copyOf(intact, i));
            assertThatThrownBy(() -> PackageReader.open(target()).atlas(0))
                    .as("%d bytes", i)
                    .isInstanceOf(PackageException.class);
        }
    }

    @Test
    void theIndexHasTheIdrPicturesOfAllMembers() throws IOException {
        write(title());
        List<IdrPicture> pictures =
                List.of(new IdrPicture(0, 0, 0, UNITS.getFirst().bytes()));
        assertThat(IdrPicture.of(UNITS)).isEqualTo(pictures);
        assertThat(PackageReader.open(target()).idrPictures())
                .contains(new IdrPictures(
                        Map.of(new IdrPictures.Of(0, HIGHER), pictures, new IdrPictures.Of(0, LOWER), pictures)));
        Path file = target().resolve("idr.bin");
        byte[] other = IdrFile.write(new IdrPictures(Map.of(new IdrPictures.Of(0, HIGHER), pictures)));
        Files.write(file, other);
        assertThat(PackageReader.open(target()).problems())
                .singleElement()
                .asString()
                .startsWith(file + ": has other IDR pictures than member " + LOWER + " of clip 0");
    }

    @Test
    void damagedInitializationSegmentsAreFoundAndNotUsed() throws IOException {
        write(title());
        byte[] video = PackageReader.open(target()).videoInit(GROUP);
        for (String name : List.of(
                "init/" + GROUP.value() + ".mp4",
                "init/" + title().audio().getFirst().id().value() + ".mp4")) {
            Path file = target().resolve(name);
            byte[] intact = Files.readAllBytes(file);
            byte[] damaged = intact.clone();
            damaged[intact.length - 1] ^= 1;
            for (byte[] content : List.of(damaged, Arrays.copyOf(intact, 10))) {
                Files.write(file, content);
                assertThat(PackageReader.open(target()).problems())
                        .singleElement()
                        .asString()
                        .startsWith(file + ": is not that of the title");
            }
            Files.write(file, intact);
        }
        assertThat(Files.readAllBytes(target().resolve("init/" + GROUP.value() + ".mp4")))
                .isEqualTo(video);
    }

    @Test
    void everyDamagedByteOfThePosterIsNoticed() throws IOException {
        byte[] jpeg = {1, 2, 3, 4};
        try (PackageWriter writer = PackageWriter.create(target())) {
            writer.poster(jpeg);
            writer.publish(title());
        }
        assertThat(PackageReader.open(target()).poster())
                .hasValueSatisfying(it -> assertThat(it).isEqualTo(jpeg));
        Path file = target().resolve("poster.bin");
        byte[] intact = Files.readAllBytes(file);
        for (int i = 0; i < intact.length; i++) {
            if (i == 6 || i == 7) { // reserved
                continue;
            }
            byte[] damaged = intact.clone();
            damaged[i] ^= 0x40;
            for (byte[] content : List.of(damaged, Arrays.copyOf(intact, i))) {
                Files.write(file, content);
                assertThatThrownBy(() -> PackageReader.open(target()).poster())
                        .as("byte %d", i)
                        .isInstanceOf(PackageException.class)
                        .hasMessageContaining(file.toString());
            }
        }
        assertThat(PackageReader.open(target()).problems())
                .anySatisfy(it -> assertThat(it).startsWith(file.toString()));
        Files.delete(file);
        assertThat(PackageReader.open(target()).poster()).isEmpty();
    }

    @Test
    void aPackageOfBeforeTheIndexIsWhole() throws IOException {
        write(title());
        Files.delete(target().resolve("idr.bin"));
        PackageReader reader = PackageReader.open(target());
        assertThat(reader.idrPictures()).isEmpty();
        assertThat(reader.problems()).isEmpty();
    }

    @Test
    void everyDamagedByteOfTheIndexIsNoticed() throws IOException {
        write(title());
        Path file = target().resolve("idr.bin");
        byte[] intact = Files.readAllBytes(file);
        for (int i = 0; i < intact.length; i++) {
            byte[] damaged = intact.clone();
            damaged[i] ^= 0x40;
            if (i != 6 && i != 7) { // reserved
                Files.write(file, damaged);
                assertThatThrownBy(() -> PackageReader.open(target()).idrPictures())
                        .as("byte %d", i)
                        .isInstanceOf(PackageException.class)
                        .hasMessageContaining(file.toString());
            }
            Files.write(file, Arrays.copyOf(intact, i));
            assertThatThrownBy(() -> PackageReader.open(target()).idrPictures())
                    .as("%d bytes", i)
                    .isInstanceOf(PackageException.class);
        }
    }

    @Test
    void anAtlasOfVersion2HasItsTails() throws IOException {
        write(title());
        Path file = target().resolve("clips/00000/atlas.bin");
        byte[] id = HIGHER.value().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer old = ByteBuffer.allocate(12 + 1 + id.length + 56);
        old.putInt(0x53544241).putShort((short) 2).putShort((short) 1).putInt(0);
        old.put((byte) id.length)
                .put(id)
                .putInt(TAIL.from())
                .putFloat(10.5f)
                .putLong(3)
                .putLong(8);
        old.putDouble(40.25).putDouble(0.975).putDouble(96.1).putDouble(94.9);
        CRC32 crc = new CRC32();
        crc.update(old.array(), 12, old.capacity() - 12);
        Files.write(file, old.putInt(8, (int) crc.getValue()).array());
        assertThat(PackageReader.open(target()).atlas(0)).containsExactly(ATLAS.getFirst());
    }

    @Test
    void aMissingOrDamagedTailIsAProblemOfItsOwn() throws IOException {
        write(title());
        Path file = target().resolve("clips/00000/tails/180p-crf23/1-10.5.bin");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        PackageReader reader = PackageReader.open(target());
        assertThat(reader.problems()).singleElement().asString().contains("1-10.5.bin: the media is damaged");
        Files.delete(file);
        assertThat(reader.problems()).singleElement().asString().contains("1-10.5.bin: missing");
        assertThat(reader.member(0, HIGHER).accessUnits()).isEqualTo(UNITS);
    }

    @Test
    void aMissingPackageSaysWhatToDo() {
        assertThatThrownBy(() -> PackageReader.open(target()))
                .isInstanceOf(PackageException.class)
                .hasMessageContaining("starling encode");
    }
}
