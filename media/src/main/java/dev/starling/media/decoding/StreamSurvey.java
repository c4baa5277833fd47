package dev.starling.media.decoding;

import dev.starling.media.decoding.PacketStamp.Medium;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * What the packets of a file tell of its streams that was not known when it was opened: where streams start that were
 * not recognised then, and which programs of a transport stream take turns, as they do where recordings of several
 * programs were joined. Programs that run at the same time are separate titles. One owner, one thread.
 */
final class StreamSurvey {
    /**
     * The bytes from a stream's first packet within which it is recognised, as FFmpeg has it at the start of a file.
     */
    private static final long BYTES_TO_RECOGNISE = 5_000_000;
    /** A program that takes turns has one run of pictures, and the last picture, which a demuxer gives at the end. */
    private static final int RUNS_OF_TURN = 2;
    /** Programs that run at the same time have shorter runs. */
    private static final int MIN_RUN = 16;

    /**
     * How a file is read.
     *
     * @param bytes from the start in which streams are looked for; 0 for as many as FFmpeg reads of itself
     * @param programs the identifiers of programs that belong to the title, besides that of the chosen pictures
     */
    record Scope(long bytes, Set<Integer> programs) {
        /** The start of the file, and one program. */
        static final Scope USUAL = new Scope(0, Set.of());
        /** All of the file, and one program. */
        static final Scope WHOLE = new Scope(Long.MAX_VALUE, Set.of());

        Scope {
            programs = Set.copyOf(programs);
        }
    }

    /** The pictures of a stream in the order in which they are read. */
    private static final class Turns {
        private long packets;
        private long runs;

        boolean isTaken() {
            return runs <= RUNS_OF_TURN || packets >= runs * MIN_RUN;
        }
    }

    private final Demuxer demuxer;
    private final Scope scope;
    /** Those of the chosen pictures; none if the container has no programs. */
    private final Set<Integer> programs;

    private final Set<Integer> recognised = new HashSet<>();
    /** The programs that had a stream when its first packet came. */
    private final Map<Integer, Set<Integer>> programsOf = new TreeMap<>();
    /** The first position of each stream that was not recognised, by its number, in bytes. */
    private final Map<Integer, Long> starts = new TreeMap<>();

    private final Map<Integer, Turns> turns = new TreeMap<>();
    private int lastPictures = -1;

    StreamSurvey(Demuxer demuxer, Optional<AVStream> video, Scope scope) {
        this.demuxer = demuxer;
        this.scope = scope;
        this.programs = video.map(it -> demuxer.streams().programs(it.index())).orElse(Set.of());
        for (int i = 0; i < demuxer.context().nb_streams(); i++) {
            if (ContainerStreams.isKnown(demuxer.context().streams(i))) {
                recognised.add(i);
            }
        }
    }

    /**
     * Takes a packet; false if it is of a program that does not belong to the title, as far as the scope tells.
     *
     * @param number of its stream among those of all parts of the file
     */
    boolean take(AVPacket packet, int number, Medium medium) {
        int stream = packet.stream_index();
        boolean belongs = belongs(stream);
        if (belongs && !recognised.contains(stream)) {
            starts.putIfAbsent(number, Math.max(0, packet.pos()));
        }
        if (medium == Medium.PICTURES) {
            if (!belongs) {
                Turns own = turns.computeIfAbsent(stream, _ -> new Turns());
                own.packets++;
                own.runs += stream == lastPictures ? 0 : 1;
            }
            lastPictures = stream;
        }
        return belongs;
    }

    private boolean belongs(int stream) {
        return belongs(programsOf.computeIfAbsent(stream, demuxer.streams()::programs));
    }

    /** Whether the title has what these programs have, as far as the scope tells. */
    boolean belongs(Set<Integer> own) {
        return own.isEmpty()
                || programs.isEmpty()
                || own.stream()
                        .anyMatch(
                                it -> programs.contains(it) || scope.programs().contains(it));
    }

    /**
     * How the file has to be read instead, after its last packet: the same if nothing else was found.
     *
     * @param tracks what each track consists of
     */
    Scope found(List<List<Run>> tracks) {
        long bytes = scope.bytes();
        for (List<Run> track : tracks) {
            Long start = starts.get(track.getFirst().stream());
            bytes = start == null ? bytes : Math.max(bytes, start + BYTES_TO_RECOGNISE);
        }
        Set<Integer> more = new HashSet<>(scope.programs());
        turns.forEach((stream, pictures) -> {
            if (pictures.isTaken()) {
                more.addAll(programsOf.getOrDefault(stream, Set.of()));
            }
        });
        return new Scope(bytes, more);
    }
}
