package dev.starling.edge.manifest;

import dev.starling.edge.manifest.IFramePlaylist.IFrame;
import dev.starling.swarm.cmaf.IdrChunks;
import dev.starling.swarm.cmaf.InitSegment.ParameterSetPlace;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.IdrPicture;
import dev.starling.swarm.title.IdrPictures;
import dev.starling.swarm.title.Title;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The IDR pictures of each rung of a title, for seeking and scanning. A picture is a byte range of the named segment of
 * its whole member, so a CDN keeps it with the segment.
 */
public final class IFrameTracks {
    private final VideoTracks tracks;
    private final IdrPictures pictures;

    /** The pictures of a title. */
    public IFrameTracks(VideoTracks tracks, IdrPictures pictures) {
        this.tracks = tracks;
        this.pictures = pictures;
    }

    /**
     * A track for each size of pictures: that of the rung of the fewest bits, as Apple's authoring specification
     * recommends (6.4).
     */
    public IFrameStreams streams() {
        Set<PictureSize> sizes = new HashSet<>();
        List<IFrameStreams.Stream> streams = new ArrayList<>();
        for (Rendition.Rung rung : tracks.rungs().reversed()) {
            BlendGroup largest = tracks.largest(rung);
            List<IFrame> frames = frames(rung);
            if (!frames.isEmpty() && sizes.add(largest.pictureSize())) {
                streams.addFirst(new IFrameStreams.Stream(
                        rung,
                        ParameterSetPlace.IN_BAND.fourCc() + "."
                                + largest.parameterSets().profileLevel(),
                        largest.pictureSize(),
                        Bitrate.of(
                                frames.stream().map(IFrame::segment).toList(),
                                frames.stream()
                                        .mapToLong(it -> it.range().bytes())
                                        .toArray(),
                                Title.TIMESCALE),
                        frames.size()));
            }
        }
        return new IFrameStreams(streams);
    }

    /**
     * Writes the I-frame playlist of a rung.
     *
     * @param links from the playlist
     * @return empty if there is no such rung, or not all of its pictures are known
     */
    public Optional<String> playlist(Rendition.Rung rung, IFrameLinks links) {
        return Optional.of(rung)
                .filter(tracks::exists)
                .map(this::frames)
                .filter(frames -> !frames.isEmpty())
                .map(frames -> playlist(tracks.largest(rung).id(), frames).text(links));
    }

    private IFramePlaylist playlist(BlendGroupId init, List<IFrame> frames) {
        Title title = tracks.title();
        long target = title.growth().isPresent()
                ? MediaPlaylist.targetSeconds(title, title.growth())
                : MediaPlaylist.targetSeconds(
                        frames.stream().map(IFrame::segment).toList(), Title.TIMESCALE);
        return new IFramePlaylist(MediaPlaylist.Type.of(title, title.growth()), target, init, frames);
    }

    /** The pictures in the order of presentation; empty if those of a clip are not known. */
    private List<IFrame> frames(Rendition.Rung rung) {
        Title title = tracks.title();
        List<IFrame> frames = new ArrayList<>();
        for (Clip clip : title.clips()) {
            Cluster cluster = tracks.clusters(rung, clip).getFirst();
            List<IdrPicture> its = pictures.of(clip.index(), cluster.id());
            if (its.isEmpty()) {
                return List.of();
            }
            List<IdrChunks.Range> ranges = IdrChunks.ranges(
                    its, title.group(cluster.group()).parameterSets().inBand().length);
            for (int i = 0; i < its.size(); i++) {
                long until = i + 1 < its.size() ? its.get(i + 1).presentationOffsetTicks() : clip.durationTicks();
                long from = its.get(i).presentationOffsetTicks();
                frames.add(new IFrame(
                        cluster, new Segment(clip.index(), clip.startTicks() + from, until - from), ranges.get(i)));
            }
        }
        return List.copyOf(frames);
    }
}
