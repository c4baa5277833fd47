package dev.starling.media.encoding;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.edit.Continuation;
import dev.starling.h264.nal.LengthPrefixed;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.syntax.ParameterSets;
import dev.starling.libav.Frame;
import dev.starling.libav.MediaException;
import dev.starling.media.Bytes;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.TailOutcome.Encoded;
import dev.starling.media.encoding.TailOutcome.Refused;
import dev.starling.media.encoding.X264Session.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Encodes tails of members. A tail is coarser than its member and continues it without drift, because the encoder
 * predicts from the very pictures that the decoder will have. There are two ways to do that with libx264:
 *
 * <ul>
 *   <li>{@link #byZone}: encode the whole clip again, with a zone of lower quality from the tail's first picture on.
 *   <li>{@link #byReference}: encode only the rest of the clip, after an almost lossless IDR picture that shows the
 *       member's last P or IDR picture before the tail. The IDR picture is dropped and the slice headers are rewritten.
 * </ul>
 *
 * <p>The first P picture of a tail is displayed after B pictures that are decoded after it. They belong to the tail.
 * libx264 takes their quantisers from the two pictures around them.
 */
public final class TailEncoder {
    /**
     * The quantiser of the IDR picture that stands for the member's picture. A finer one makes the encode slower and no
     * tail better.
     */
    private static final int ALMOST_LOSSLESS_QP = 8;

    private TailEncoder() {}

    /**
     * Encodes a tail by an encode of the whole clip whose rate factor rises at the tail's first picture. All access
     * units before it are compared with the member's; the tail is refused if one differs.
     *
     * @param clip the pictures that the member was encoded from
     * @param structure the picture types of the member
     * @param settings the member's
     * @param member the member
     * @throws MediaException ENCODE, with all parameters and the encoder's last log lines
     */
    public static TailOutcome byZone(
            SourceClip clip, GopStructure structure, EncodingSettings settings, EncodedClip member, TailPoint point) {
        return byZone(clip, structure, request(settings, settings.parameters()), member, point);
    }

    /** As above, with parameters that no member has. */
    static TailOutcome byZone(
            SourceClip clip, GopStructure structure, Request request, EncodedClip member, TailPoint point) {
        int first = displayIndex(clip, member, point.from());
        Map<String, String> parameters = new LinkedHashMap<>(request.parameters());
        parameters.put(
                "zones",
                String.format(
                        Locale.ROOT,
                        "%d,%d,b=%.6f",
                        first,
                        clip.frames().size() - 1,
                        Math.pow(2, -point.crfStep() / 6)));
        EncodedClip encoded = ClipEncoder.encode(
                clip, structure, new Request(request.pictures(), request.preset(), request.threads(), parameters));
        if (!encoded.configuration().equals(member.configuration())) {
            return new Refused("the parameter sets differ from the member's");
        }
        for (int i = 0; i < point.from(); i++) {
            if (!encoded.pictures()
                    .get(i)
                    .data()
                    .equals(member.pictures().get(i).data())) {
                return new Refused("access unit " + i + ", before the tail, differs from the member's");
            }
        }
        return tail(
                member,
                point.from(),
                encoded.pictures().subList(point.from(), encoded.pictures().size()),
                encoded.cpuTime());
    }

    /**
     * Encodes a tail by an encode of the rest of the clip, from the member's last P or IDR picture before the tail.
     *
     * @param clip the pictures that the member was encoded from
     * @param structure the picture types of the member
     * @param settings those of the tail, in the member's format; its CRF is above the member's
     * @param member the member
     * @param from the tail's first access unit, in decoding order; a P picture
     * @throws MediaException ENCODE, with all parameters and the encoder's last log lines
     */
    public static TailOutcome byReference(
            SourceClip clip, GopStructure structure, EncodingSettings settings, EncodedClip member, int from) {
        int first = displayIndex(clip, member, from);
        int anchor = first - 1;
        while (structure.types().get(anchor) == PictureType.B) {
            anchor--;
        }
        if (structure.types().get(first) != PictureType.P) {
            return new Refused("access unit " + from + " is no P picture");
        }
        int anchorUnit = unitAt(clip, member, anchor);
        int group = anchorUnit;
        while (!member.pictures().get(group).keyFrame()) {
            group--;
        }
        OptionalLong cpuBefore = ClipEncoder.threadCpuNanos(settings.threads());
        List<Frame> frames = new ArrayList<>();
        Frame source = clip.frames().get(anchor);
        long shown = member.pictures().get(anchorUnit).presentationTime();
        MemberDecoder.Report report =
                MemberDecoder.decode(member.configuration(), member.pictures().subList(group, from), frame -> {
                    if (frame.presentationTime() == shown) {
                        frames.add(frame.shareAt(source.presentationTime(), source.duration()));
                    }
                });
        if (frames.size() != 1 || report.complaintCount() > 0) {
            frames.forEach(Frame::close);
            return new Refused("the member does not decode cleanly");
        }
        for (Frame frame : clip.frames().subList(anchor + 1, clip.frames().size())) {
            frames.add(frame.share());
        }
        List<PictureType> types = new ArrayList<>(
                structure.types().subList(anchor, structure.types().size()));
        types.set(0, PictureType.IDR);
        Map<String, String> parameters = settings.parameters();
        parameters.put("zones", "0,0,q=" + ALMOST_LOSSLESS_QP);
        EncodedClip encoded;
        try (SourceClip rest = SourceClip.of(clip.index(), frames)) {
            encoded = ClipEncoder.encode(rest, new GopStructure(types), request(settings, parameters));
        }
        if (!encoded.configuration().equals(member.configuration())) {
            return new Refused("the parameter sets differ from the member's");
        }
        List<CodedPicture> rest = encoded.pictures();
        List<List<NalUnit>> rewritten;
        try {
            rewritten = Continuation.rewrite(
                    slices(member.pictures().subList(group, member.pictures().size())),
                    new Continuation.Switch(anchorUnit - group, from - group),
                    slices(rest),
                    parameterSets(member));
        } catch (H264Exception e) {
            return new Refused("the headers cannot be rewritten: " + e.getMessage());
        }
        List<CodedPicture> pictures = new ArrayList<>();
        for (int i = 1; i < rest.size(); i++) {
            CodedPicture coded = rest.get(i);
            pictures.add(new CodedPicture(
                    Bytes.adopt(LengthPrefixed.write(rewritten.get(i - 1))),
                    coded.type(),
                    coded.nalRefIdc(),
                    coded.presentationTime(),
                    coded.decodeTime()));
        }
        return tail(member, from, pictures, ClipEncoder.since(cpuBefore, settings.threads()));
    }

    /** Gives the pictures the times of those that they replace. */
    private static TailOutcome tail(
            EncodedClip member, int from, List<CodedPicture> pictures, Optional<Duration> cpuTime) {
        List<CodedPicture> timed = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            CodedPicture picture = pictures.get(i);
            CodedPicture replaced = member.pictures().get(from + i);
            if (picture.type() != replaced.type() || picture.nalRefIdc() != replaced.nalRefIdc()) {
                return new Refused("access unit " + (from + i) + " is of another type than the member's");
            }
            timed.add(new CodedPicture(
                    picture.data(),
                    picture.type(),
                    picture.nalRefIdc(),
                    replaced.presentationTime(),
                    replaced.decodeTime()));
        }
        return new Encoded(new EncodedTail(from, timed, cpuTime));
    }

    private static Request request(EncodingSettings settings, Map<String, String> parameters) {
        return new Request(settings.format().pictures(), settings.preset(), settings.threads(), parameters);
    }

    private static ParameterSets parameterSets(EncodedClip member) {
        ParameterSets sets = new ParameterSets();
        member.configuration().sequenceParameterSets().forEach(sets::accept);
        member.configuration().pictureParameterSets().forEach(sets::accept);
        return sets;
    }

    private static List<List<NalUnit>> slices(List<CodedPicture> pictures) {
        return pictures.stream()
                .map(it -> LengthPrefixed.read(it.data().array()))
                .toList();
    }

    /** The number in display order of an access unit's picture. The member's times may count from another start. */
    private static int displayIndex(SourceClip clip, EncodedClip member, int accessUnit) {
        long fromStart = member.pictures().get(accessUnit).presentationTime() - member.start();
        for (int i = 0; i < clip.frames().size(); i++) {
            if (clip.frames().get(i).presentationTime() - clip.start() == fromStart) {
                return i;
            }
        }
        throw new IllegalArgumentException("the clip has no picture of access unit " + accessUnit);
    }

    private static int unitAt(SourceClip clip, EncodedClip member, int displayIndex) {
        long fromStart = clip.frames().get(displayIndex).presentationTime() - clip.start();
        for (int i = 0; i < member.pictures().size(); i++) {
            if (member.pictures().get(i).presentationTime() - member.start() == fromStart) {
                return i;
            }
        }
        throw new IllegalArgumentException("the member has no picture " + displayIndex);
    }
}
