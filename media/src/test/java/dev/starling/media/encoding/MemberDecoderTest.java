package dev.starling.media.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.libav.Colour;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Ratio;
import dev.starling.media.GeneratedPictures;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.MemberDecoder.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class MemberDecoderTest {
    @Test
    void decodersAtWorkSideBySideDoNotHearEachOther() throws InterruptedException, ExecutionException {
        StreamFormat format =
                StreamFormat.usual(new PictureFormat(new FrameSize(128, 96), Colour.BT601, new Ratio(25, 1)));
        EncodedClip member;
        try (SourceClip clip = GeneratedPictures.clip(128, 96, 20, 20)) {
            GopStructure types = PictureTypeDecider.decide(clip, format, 1);
            member = ClipEncoder.encode(clip, types, new EncodingSettings(format, 26, "faster", 1, new TreeMap<>()));
        }
        List<CodedPicture> whole = member.pictures();
        // Without the first picture, the references of all others are missing.
        List<CodedPicture> headless = whole.subList(1, whole.size());
        List<Future<Report>> reports = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 40; i++) {
                List<CodedPicture> pictures = i % 2 == 0 ? whole : headless;
                Callable<Report> decode = () -> MemberDecoder.decode(member.configuration(), pictures, frame -> {});
                reports.add(executor.submit(decode));
            }
        }
        for (int i = 0; i < reports.size(); i++) {
            Report report = reports.get(i).get();
            if (i % 2 == 0) {
                assertThat(report.complaints()).isEmpty();
            } else {
                assertThat(report.complaintCount()).isPositive();
            }
        }
    }
}
