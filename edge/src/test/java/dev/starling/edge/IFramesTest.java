package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.RawClient.Answer;
import dev.starling.edge.delivery.Fragments;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Member;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * I-frame playlists of HLS and tracks for trick modes of DASH, and what they need.
 * {@link dev.starling.edge.hls.AuthoringRules} has their rules.
 */
class IFramesTest {
    private static final BlendGroupId GROUP = GeneratedPackage.group(GeneratedPackage.SIZES.getLast());
    private static final ClusterId LOWEST =
            GeneratedPackage.members(GeneratedPackage.SIZES.getLast()).getLast();
    private static final Pattern IFRAME =
            Pattern.compile("#EXT-X-BYTERANGE:(\\d+)@(\\d+)\n\\.\\./(editions/\\S+/(\\d+)/\\S+)");

    /** The initialization segment and the media segments of a representation for trick modes. */
    private static final Pattern TRICK_MODE =
            Pattern.compile("initialization=\"(editions/[^\"]+)\" media=\"(editions/[^\"]+/iframes/[^\"]+)\"");

    @TempDir
    private static Path folder;

    private static EdgeServer edge;

    @BeforeAll
    static void start() throws IOException {
        for (String title : List.of("t", "old", "damaged")) {
            new GeneratedPackage(2, 1_000_000, 1).write(folder.resolve(title));
        }
        Files.delete(folder.resolve("old/idr.bin"));
        Files.write(folder.resolve("damaged/idr.bin"), new byte[20]);
        edge = LocalEdge.start(folder);
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static Answer get(String path, String headers) throws IOException {
        return RawClient.once(
                edge.port(), "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "Connection: close\r\n\r\n");
    }

    @Test
    void eachRangeEndsWithTheIdrPictureOfThePackage() throws IOException {
        PackageReader reader = PackageReader.open(folder.resolve("t"));
        Matcher iFrame = IFRAME.matcher(get("/titles/t/iframes/0.m3u8", "").body());
        List<Integer> clips = new ArrayList<>();
        while (iFrame.find()) {
            int offset = Integer.parseInt(iFrame.group(2));
            int last = offset + Integer.parseInt(iFrame.group(1)) - 1;
            int clip = Integer.parseInt(iFrame.group(4));
            Answer part = get("/titles/t/" + iFrame.group(3), "Range: bytes=" + offset + "-" + last + "\r\n");
            assertThat(part.status()).isEqualTo(206);
            byte[] bytes = part.body().getBytes(StandardCharsets.ISO_8859_1);
            int accessUnit = clips.contains(clip) ? GeneratedPackage.FRAMES / 2 : 0;
            MappedMember member = reader.member(clip, LOWEST);
            ByteBuffer picture = member.bytes(accessUnit, accessUnit + 1);
            assertThat(ByteBuffer.wrap(bytes, bytes.length - picture.remaining(), picture.remaining()))
                    .isEqualTo(picture);
            clips.add(clip);
        }
        assertThat(clips).containsExactly(0, 1, 1);
    }

    @Test
    void aSegmentForTrickModesHasTheIdrPicturesOfItsClipWithoutGaps() throws IOException {
        PackageReader reader = PackageReader.open(folder.resolve("t"));
        Matcher track = TRICK_MODE.matcher(get("/titles/t/player.mpd", "").body());
        assertThat(track.results().count()).isEqualTo(GeneratedPackage.SIZES.size());
        track.reset();
        while (track.find()) {
            List<Long> starts = new ArrayList<>();
            long end = 0;
            assertThat(get("/titles/t/" + track.group(1), "").body()).contains("avc3");
            for (Clip clip : reader.title().clips()) {
                String segment = "/titles/t/" + track.group(2).replace("$Number$", Integer.toString(clip.index()));
                Answer answer = get(segment, "");
                assertThat(answer.header("cache-control")).contains("public, max-age=31536000, immutable");
                assertThat(get(
                                        segment,
                                        "If-None-Match: "
                                                + answer.header("etag").orElseThrow() + "\r\n")
                                .status())
                        .isEqualTo(304);
                for (Fragments.Sample picture : Fragments.read(answer.body().getBytes(StandardCharsets.ISO_8859_1))
                        .samples()) {
                    assertThat(picture.sync()).isTrue();
                    assertThat(picture.decodingTicks()).as("no gap").isEqualTo(end);
                    assertThat(picture.presentationTicks()).isEqualTo(end);
                    starts.add(picture.presentationTicks());
                    end += picture.durationTicks();
                    assertThat(isPictureOf(
                                    clip, (int) (picture.presentationTicks() - clip.startTicks()), picture.data()))
                            .as("the picture of a member that is shown then")
                            .isTrue();
                }
                assertThat(end).isEqualTo(clip.startTicks() + clip.durationTicks());
            }
            assertThat(starts).containsExactly(0L, 180_000L, 270_000L);
        }
    }

    /** Whether a sample ends with an IDR picture that a member of a clip shows at a time. */
    private static boolean isPictureOf(Clip clip, int ticks, ByteBuffer sample) throws IOException {
        PackageReader reader = PackageReader.open(folder.resolve("t"));
        for (Member member : clip.members()) {
            MappedMember file = reader.member(clip.index(), member.cluster());
            for (int i = 0; i < file.accessUnits().size(); i++) {
                AccessUnitEntry unit = file.accessUnits().get(i);
                ByteBuffer picture = file.bytes(i, i + 1);
                if (unit.type() == AccessUnitType.IDR
                        && unit.presentationOffsetTicks() == ticks
                        && sample.remaining() >= picture.remaining()
                        && sample.slice(sample.limit() - picture.remaining(), picture.remaining())
                                .equals(picture)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void aTitleWithoutAReadableIndexIsServedWithoutThem() throws IOException {
        assertThat(get("/titles/t/player.m3u8", "").body()).contains("#EXT-X-I-FRAME-STREAM-INF");
        for (String title : List.of("old", "damaged")) {
            Answer manifest = get("/titles/" + title + "/player.m3u8", "");
            assertThat(manifest.status()).isEqualTo(200);
            assertThat(manifest.body()).contains("#EXT-X-STREAM-INF").doesNotContain("I-FRAME");
            assertThat(get("/titles/" + title + "/player.mpd", "").body())
                    .contains("<AdaptationSet")
                    .doesNotContain("trickmode");
        }
        assertThat(get("/titles/old/iframes/0.m3u8", "").status()).isEqualTo(404);
        assertThat(get("/titles/damaged/iframes/0.m3u8", "").status()).isEqualTo(404);
        assertThat(get("/titles/t/iframes/99.m3u8", "").status()).isEqualTo(404);
        String edition = PackageReader.open(folder.resolve("t")).edition();
        for (String nothing : List.of(edition + "/iframes/99/0", edition + "/iframes/0/2", "0a/iframes/0/0")) {
            assertThat(get("/titles/t/editions/" + nothing + ".m4s", "").status())
                    .as(nothing)
                    .isEqualTo(404);
        }
    }

    @Test
    void theInitializationSegmentOfNamedPlansMayBeKeptForEver() throws IOException {
        String edition = PackageReader.open(folder.resolve("t")).edition();
        Answer init = get("/titles/t/editions/" + edition + "/groups/" + GROUP + "/init.mp4", "");
        assertThat(init.status()).isEqualTo(200);
        assertThat(init.body()).contains("avc3");
        assertThat(init.header("cache-control")).contains("public, max-age=31536000, immutable");
        assertThat(get("/titles/t/editions/0a/groups/" + GROUP + "/init.mp4", "")
                        .status())
                .isEqualTo(404);
        assertThat(get("/titles/t/editions/" + edition + "/groups/none/init.mp4", "")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void playlistsAreCompressedForClientsThatAcceptIt() throws IOException {
        for (String accepted : List.of("gzip", "br, GZIP;q=0.5", "deflate,gzip")) {
            Answer answer = get("/titles/t/iframes/0.m3u8", "Accept-Encoding: " + accepted + "\r\n");
            assertThat(answer.header("content-encoding")).as(accepted).contains("gzip");
            assertThat(answer.header("vary")).contains("accept-encoding");
            assertThat(answer.body()).startsWith("\u001f\u008b");
        }
        for (String refused : List.of("", "Accept-Encoding: gzip;q=0\r\n", "Accept-Encoding: br\r\n")) {
            Answer answer = get("/titles/t/iframes/0.m3u8", refused);
            assertThat(answer.header("content-encoding")).as(refused).isEmpty();
            assertThat(answer.body()).startsWith("#EXTM3U\n");
        }
    }
}
