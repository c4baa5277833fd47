package dev.starling.app.title;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.farm.store.Location;
import dev.starling.farm.store.Storage;
import dev.starling.swarm.pack.PackageException;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.pack.PackageShelf;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.steer.BlendLevel;
import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.AudioRenditionId;
import dev.starling.swarm.title.AudioTrack;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.EncodingCost;
import dev.starling.swarm.title.EncodingCost.Work;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.RowBlend;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What {@code starling inspect} and {@code starling report} show of a package. */
public final class PackageInspection {
    private PackageInspection() {}

    /** The result as JSON, documented in {@code docs/cli.md}. */
    public record Result(
            String name,
            double seconds,
            long frames,
            PictureSize displaySize,
            String encoder,
            String vmafModel,
            List<ClusterResult> clusters,
            List<ClipResult> clips,
            TailTotals tails,
            List<AudioResult> audio,
            @Nullable SortedMap<Work, Double> cpuSeconds,
            List<String> problems) {}

    public record ClusterResult(
            ClusterId id, String group, PictureSize pictureSize, int clips, double probability, double bitsPerSecond) {}

    public record ClipResult(
            int index,
            double start,
            double seconds,
            int frames,
            boolean startsAtSceneCut,
            Clip.Ceiling ceiling,
            SortedMap<ClusterId, Double> probabilities,
            List<MemberResult> members,
            List<TailResult> tails,
            List<BlendResult> blends) {}

    public record MemberResult(ClusterId cluster, double crf, long bytes, double bitsPerSecond, Quality quality) {}

    public record TailResult(
            ClusterId member, int from, double crfStep, long bytes, long clipBytes, double seconds, Quality quality) {}

    /**
     * A blend point beside the tails.
     *
     * @param lower the member of the rows that {@code rows} does not list; null without rows
     * @param rows those of the member; null if the member is requantised
     */
    public record BlendResult(
            BlendLevel level,
            ClusterId member,
            @Nullable ClusterId lower,
            @Nullable List<Integer> rows,
            long bytes,
            double bitsPerSecond,
            Quality quality,
            double worstVmafNeg,
            boolean measured) {}

    public record TailTotals(int count, long bytes, double shareOfPackage) {}

    public record AudioResult(
            AudioRenditionId id,
            SoundtrackResult track,
            String origin,
            String codecs,
            int sampleRate,
            int channels,
            double bitsPerSecond) {}

    public record SoundtrackResult(
            int number, String language, @Nullable String name, String role) {}

    /**
     * Opens a package.
     *
     * @throws CommandException if it is a folder of packages
     * @throws PackageException if it is not a package
     * @throws IOException if it cannot be read
     */
    public static PackageReader open(Location place) throws IOException {
        if (place.path().isPresent()) {
            CommandFiles.requireExisting(place.path().get());
        }
        Storage storage = Storage.at(place);
        try {
            return PackageReader.open(storage.packageFiles());
        } catch (PackageException e) {
            Optional<String> inner = packageBelow(place, storage);
            if (inner.isPresent()) {
                throw new CommandException(place + ": a folder of packages; name one of them, such as " + inner.get());
            }
            throw e;
        }
    }

    /** The first package below a folder of packages. */
    private static Optional<String> packageBelow(Location place, Storage storage) throws IOException {
        PackageShelf shelf;
        try {
            shelf = storage.shelf();
        } catch (PackageException notAFolder) {
            return Optional.empty();
        }
        String folder = place.text().replaceFirst("/+$", "");
        String own = place.path().isPresent()
                ? String.valueOf(place.path().get().toRealPath().getFileName())
                : new Location(folder).name();
        for (String id : shelf.ids().stream().sorted().toList()) {
            // The only id of a damaged package is its own.
            if (!id.equals(own) && shelf.state(id).isPresent()) {
                return Optional.of(folder + "/" + id);
            }
        }
        return Optional.empty();
    }

    /**
     * Reads a package.
     *
     * @param problems its files that are missing or damaged, a line for each
     * @throws IOException if it cannot be read
     */
    public static Result of(PackageReader reader, List<String> problems) throws IOException {
        Optional<EncodingCost> cost = reader.report();
        Title title = reader.title();
        List<ClipResult> clips = new ArrayList<>();
        for (Clip clip : title.clips()) {
            clips.add(new ClipResult(
                    clip.index(),
                    (double) clip.startTicks() / Title.TIMESCALE,
                    clip.seconds(),
                    clip.frameCount(),
                    clip.startsAtSceneCut(),
                    clip.ceiling(),
                    clip.assignment().probabilities(),
                    clip.members().stream().map(it -> member(it, clip)).toList(),
                    tails(reader, clip),
                    blends(reader, clip)));
        }
        return new Result(
                title.name(),
                (double) title.durationTicks() / Title.TIMESCALE,
                title.frameCount(),
                title.displaySize(),
                title.encoder(),
                title.vmafModel(),
                title.clusters().stream().map(it -> cluster(it, title)).toList(),
                clips,
                totals(title, clips),
                title.audio().stream().map(PackageInspection::audio).toList(),
                cost.map(EncodingCost::cpuSeconds).orElse(null),
                problems);
    }

    /** Empty if the atlas cannot be read: the rest of the package can still be shown. */
    private static List<TailResult> tails(PackageReader reader, Clip clip) {
        try {
            return reader.atlas(clip.index()).stream()
                    .filter(BlendPoint.OfTail.class::isInstance)
                    .map(it -> tail((BlendPoint.OfTail) it, clip))
                    .toList();
        } catch (IOException | PackageException missingOrDamaged) {
            return List.of();
        }
    }

    private static TailResult tail(BlendPoint.OfTail point, Clip clip) {
        return new TailResult(
                point.tail().member(),
                point.tail().from(),
                point.tail().crfStep(),
                point.tailBytes(),
                point.bytes(),
                clip.seconds() * (clip.frameCount() - point.tail().from()) / clip.frameCount(),
                point.quality());
    }

    private static List<BlendResult> blends(PackageReader reader, Clip clip) {
        try {
            return reader.atlas(clip.index()).stream()
                    .flatMap(it -> blend(it, clip).stream())
                    .toList();
        } catch (IOException | PackageException missingOrDamaged) {
            return List.of();
        }
    }

    private static Optional<BlendResult> blend(BlendPoint point, Clip clip) {
        return switch (point) {
            case BlendPoint.OfTail _ -> Optional.empty();
            case BlendPoint.OfRows(RowBlend blend, BlendPoint.Result result) ->
                Optional.of(new BlendResult(
                        BlendLevel.SLICE,
                        blend.higher(),
                        blend.lower(),
                        List.copyOf(blend.rows()),
                        result.bytes(),
                        result.bytes() * 8 / clip.seconds(),
                        result.quality(),
                        result.worstVmafNeg(),
                        result.basis() == BlendPoint.Basis.MEASURED));
            case BlendPoint.OfRequantised(ClusterId member, BlendPoint.Result result) ->
                Optional.of(new BlendResult(
                        BlendLevel.COEFFICIENT,
                        member,
                        null,
                        null,
                        result.bytes(),
                        result.bytes() * 8 / clip.seconds(),
                        result.quality(),
                        result.worstVmafNeg(),
                        result.basis() == BlendPoint.Basis.MEASURED));
        };
    }

    private static TailTotals totals(Title title, List<ClipResult> clips) {
        long tails = clips.stream()
                .flatMap(it -> it.tails().stream())
                .mapToLong(TailResult::bytes)
                .sum();
        long members = title.clips().stream()
                .flatMap(it -> it.members().stream())
                .mapToLong(Member::bytes)
                .sum();
        long audio = title.audio().stream()
                .flatMap(it -> it.segments().stream())
                .mapToLong(AudioRendition.AudioSegment::bytes)
                .sum();
        return new TailTotals(
                clips.stream().mapToInt(it -> it.tails().size()).sum(),
                tails,
                (double) tails / (tails + members + audio));
    }

    private static MemberResult member(Member member, Clip clip) {
        return new MemberResult(
                member.cluster(), member.crf(), member.bytes(), member.bytes() * 8 / clip.seconds(), member.quality());
    }

    /** A cluster's probability is the mean over all clips; its bitrate, over the clips that have its member. */
    private static ClusterResult cluster(Cluster cluster, Title title) {
        List<Clip> having =
                title.clips().stream().filter(it -> it.has(cluster.id())).toList();
        double bits = having.stream()
                .mapToDouble(it -> it.member(cluster.id()).bytes() * 8.0)
                .sum();
        double seconds = having.stream().mapToDouble(Clip::seconds).sum();
        double probability = title.clips().stream()
                .mapToDouble(it -> it.assignment().of(cluster.id()))
                .average()
                .orElse(0);
        return new ClusterResult(
                cluster.id(),
                cluster.group().value(),
                cluster.centroid().pictureSize(),
                having.size(),
                probability,
                seconds > 0 ? bits / seconds : 0);
    }

    private static AudioResult audio(AudioRendition audio) {
        AudioTrack track = audio.track();
        return new AudioResult(
                audio.id(),
                new SoundtrackResult(
                        track.number(),
                        track.language(),
                        track.name().orElse(null),
                        track.role().name().toLowerCase(Locale.ROOT)),
                audio.origin().name().toLowerCase(Locale.ROOT),
                audio.codecs(),
                audio.sampleRate(),
                audio.channels(),
                audio.bitsPerSecond());
    }
}
