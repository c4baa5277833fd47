package dev.starling.edge.upload;

import dev.starling.swarm.pack.RunningEncode;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The encodes that run on this machine and make packages in the folder that is served, whoever started them. Every call
 * reads the folder anew.
 */
public final class FolderEncodes {
    /** More encodes do not run side by side on one machine. */
    private static final int MAX_LISTED = 100;

    private final Path titles;

    /** @param titles the folder of packages */
    public FolderEncodes(Path titles) {
        this.titles = titles;
    }

    /**
     * The encodes, in the order of their titles. They have no id: the edge cannot end them.
     *
     * @throws IOException if the folder cannot be read
     */
    public List<Job> jobs() throws IOException {
        List<Job> jobs = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(titles, "*" + RunningEncode.WORK)) {
            for (Path folder : folders) {
                RunningEncode.in(folder).ifPresent(encode -> jobs.add(job(folder, encode)));
                if (jobs.size() == MAX_LISTED) {
                    break;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        jobs.sort(Comparator.comparing(Job::title));
        return List.copyOf(jobs);
    }

    private static Job job(Path folder, RunningEncode encode) {
        String name = String.valueOf(folder.getFileName());
        return new Job(
                Optional.empty(),
                name.substring(0, name.length() - RunningEncode.WORK.length()),
                Job.ENCODING,
                encode.doneClips(),
                encode.clips() == 0 ? OptionalInt.empty() : OptionalInt.of(encode.clips()),
                encode.etaSeconds(),
                Optional.empty());
    }
}
