package dev.starling.swarm.pack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starling.swarm.json.StrictJson;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.AudioRenditionId;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.EncodingCost;
import dev.starling.swarm.title.IdrPicture;
import dev.starling.swarm.title.IdrPictures;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.Tail;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Reads a package: the title when it is opened, media on request. Immutable and thread-safe. */
public final class PackageReader {
    /** A film of three hours has some 6 MB: 2,700 clips with 9 members of 250 bytes each. */
    private static final int MAX_TITLE_BYTES = 32 * 1024 * 1024;
    /** Parameter sets have at most some kilobytes. */
    private static final int MAX_INIT_BYTES = 1024 * 1024;

    private static final int MAX_REPORT_BYTES = 1024 * 1024;

    /** 128 bits: two editions of a title never have the same number. */
    private static final int EDITION_DIGITS = 32;

    private final PackageFiles files;
    private final Title title;
    private final String edition;

    private PackageReader(PackageFiles files, Title title, String edition) {
        this.files = files;
        this.title = title;
        this.edition = edition;
    }

    /**
     * Opens a package in a folder.
     *
     * @throws PackageException if the folder holds no package or its title is damaged
     * @throws IOException if it cannot be read
     */
    public static PackageReader open(Path root) throws IOException {
        return open(FolderFiles.in(root));
    }

    /**
     * Opens a package.
     *
     * @throws PackageException if there is no package or its title is damaged
     * @throws IOException if it cannot be read
     */
    public static PackageReader open(PackageFiles files) throws IOException {
        try {
            byte[] json = bytes(files, PackageLayout.TITLE, MAX_TITLE_BYTES);
            Title title = TitleFile.read(json);
            TitleRanges.check(title);
            return new PackageReader(files, title, edition(json));
        } catch (NoSuchFileException e) {
            throw new PackageException(
                    files.toString(),
                    "not a Starling package (no " + PackageLayout.TITLE + "); make one with starling encode",
                    e);
        } catch (PackageException e) {
            throw e;
        } catch (RuntimeException e) {
            // Jackson has checks of its own that it reports in other exceptions, such as for numbers of many digits.
            throw new PackageException(files, PackageLayout.TITLE, firstLine(e), e);
        }
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("damaged");
    }

    private static byte[] bytes(PackageFiles files, String name, int max) throws IOException {
        ByteBuffer file = files.read(name);
        if (file.remaining() > max) {
            throw new PackageException(files, name, "larger than " + max + " bytes", null);
        }
        byte[] bytes = new byte[file.remaining()];
        file.duplicate().get(bytes);
        return bytes;
    }

    /**
     * Whether a folder looks like a package. A description that is a pipe or a link to nothing makes it a damaged one;
     * a folder of that name may be a package in a folder of packages.
     */
    public static boolean isPackage(Path root) {
        Path title = root.resolve(PackageLayout.TITLE);
        return Files.exists(title, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(title);
    }

    private static String edition(byte[] json) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(json);
            return HexFormat.of().formatHex(digest).substring(0, EDITION_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The title. */
    public Title title() {
        return title;
    }

    /**
     * Tells this package from any other one of the same title: 32 hexadecimal digits of the SHA-256 of its description,
     * which has the size and quality of every member.
     */
    public String edition() {
        return edition;
    }

    /**
     * The member of a clip under a cluster.
     *
     * @throws PackageException if its file is missing or damaged
     */
    public MappedMember member(int clip, ClusterId cluster) throws IOException {
        return MappedMember.open(files, PackageLayout.member(clip, cluster));
    }

    /**
     * A tail of a clip.
     *
     * @throws PackageException if its file is missing or damaged
     */
    public MappedMember tail(int clip, Tail tail) throws IOException {
        return MappedMember.open(files, PackageLayout.tail(clip, tail));
    }

    /**
     * The audio of a clip in a rendition of the title; the clip's segment has at least one frame.
     *
     * @throws PackageException if its file is missing or damaged
     */
    public MappedMember audio(AudioRenditionId rendition, int clip) throws IOException {
        return MappedMember.open(files, PackageLayout.audio(rendition, clip));
    }

    /**
     * The blend atlas of a clip, which names its tails.
     *
     * @throws PackageException if its file is missing or damaged
     */
    public List<BlendPoint> atlas(int clip) throws IOException {
        String name = PackageLayout.atlas(clip);
        try {
            return AtlasFile.read(files.read(name));
        } catch (NoSuchFileException e) {
            throw new PackageException(files, name, "missing; encode the title again", e);
        } catch (IllegalArgumentException e) {
            throw new PackageException(files, name, e.getMessage() + "; encode the title again", e);
        }
    }

    /**
     * The IDR pictures of all members.
     *
     * @return empty if the package was made before packages had this index
     * @throws PackageException if the index is damaged
     */
    public Optional<IdrPictures> idrPictures() throws IOException {
        try {
            return Optional.of(IdrFile.read(files.read(PackageLayout.IDR_PICTURES)));
        } catch (NoSuchFileException olderPackage) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new PackageException(
                    files, PackageLayout.IDR_PICTURES, e.getMessage() + "; encode the title again", e);
        }
    }

    /**
     * The report of the run that made the package.
     *
     * @return empty if there is none, or it cannot be read: the package is whole without it
     */
    public Optional<EncodingCost> report() throws IOException {
        try {
            byte[] json = bytes(files, PackageLayout.REPORT, MAX_REPORT_BYTES);
            return Optional.of(StrictJson.read(
                    json, EncodingCost.class, EncodingCost.FORMAT, EncodingCost.VERSION, PackageReader::upgrade));
        } catch (NoSuchFileException | PackageException | IllegalArgumentException missingOrDamaged) {
            return Optional.empty();
        }
    }

    /** Reports of version 1 did not tell of damage. */
    private static void upgrade(ObjectNode report) {
        report.put("version", EncodingCost.VERSION).putNull("damage");
    }

    /**
     * The poster: a picture of the title as JPEG.
     *
     * @return empty if there is none: older packages have none
     * @throws PackageException if it is damaged
     */
    public Optional<byte[]> poster() throws IOException {
        try {
            return Optional.of(PosterFile.read(bytes(files, PackageLayout.POSTER, PosterFile.MAX_BYTES)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new PackageException(files, PackageLayout.POSTER, e.getMessage() + "; encode the title again", e);
        }
    }

    /**
     * Opens every file that the title names and checks its index, and those of the IDR pictures and the poster if there
     * are any.
     *
     * @return one line for each file that is missing or damaged, with its path
     */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (BlendGroup group : title.groups()) {
            requireInit(PackageLayout.videoInit(group.id()), InitSegments.of(group), problems);
        }
        List<IdrPictures> indexed = new ArrayList<>();
        check(
                PackageLayout.IDR_PICTURES,
                () -> {
                    idrPictures().ifPresent(indexed::add);
                    return indexed.size();
                },
                problems);
        for (Clip clip : title.clips()) {
            for (Member member : clip.members()) {
                String name = PackageLayout.member(clip.index(), member.cluster());
                check(
                        name,
                        () -> {
                            List<AccessUnitEntry> units = accessUnits(name, clip.frameCount());
                            indexed.forEach(index -> requireIndexed(index, clip, member, units));
                            return units.size();
                        },
                        problems);
            }
            String atlas = PackageLayout.atlas(clip.index());
            List<BlendPoint> points = new ArrayList<>();
            check(
                    atlas,
                    () -> {
                        points.addAll(atlas(clip.index()));
                        return points.size();
                    },
                    problems);
            for (BlendPoint point : points) {
                if (point instanceof BlendPoint.OfTail tailPoint) {
                    Tail tail = tailPoint.tail();
                    String name = PackageLayout.tail(clip.index(), tail);
                    check(
                            name,
                            () -> accessUnits(name, clip.frameCount() - tail.from())
                                    .size(),
                            problems);
                }
            }
        }
        title.audio().forEach(rendition -> check(rendition, problems));
        check(PackageLayout.POSTER, () -> poster().map(it -> it.length).orElse(0), problems);
        return List.copyOf(problems);
    }

    private void check(AudioRendition rendition, List<String> problems) {
        AudioRenditionId id = rendition.id();
        requireInit(PackageLayout.audioInit(id), InitSegments.of(rendition), problems);
        for (int clip = 0; clip < rendition.segments().size(); clip++) {
            int frames = rendition.segments().get(clip).frameCount();
            String name = PackageLayout.audio(id, clip);
            if (frames > 0) {
                check(name, () -> accessUnits(name, frames).size(), problems);
            }
        }
    }

    private interface Check {
        int run() throws IOException;
    }

    private void check(String name, Check check, List<String> problems) {
        try {
            check.run();
        } catch (NoSuchFileException e) {
            problems.add(files + "/" + name + ": missing");
        } catch (PackageException e) {
            problems.add(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            problems.add(files + "/" + name + ": " + e);
        }
    }

    private List<AccessUnitEntry> accessUnits(String name, int expected) throws IOException {
        List<AccessUnitEntry> units = MappedMember.open(files, name).accessUnits();
        if (units.size() != expected) {
            throw new PackageException(
                    files,
                    name,
                    units.size() + " access units instead of " + expected + "; encode the title again",
                    null);
        }
        return units;
    }

    private void requireIndexed(IdrPictures index, Clip clip, Member member, List<AccessUnitEntry> units) {
        if (!index.of(clip.index(), member.cluster()).equals(IdrPicture.of(units))) {
            throw new PackageException(
                    files,
                    PackageLayout.IDR_PICTURES,
                    "has other IDR pictures than member " + member.cluster() + " of clip " + clip.index()
                            + "; encode the title again",
                    null);
        }
    }

    /** The initialization segment of a blend group ({@code avc1}), as the title describes it. */
    public byte[] videoInit(BlendGroupId group) {
        return InitSegments.of(title.group(group));
    }

    /** The initialization segment of an audio rendition of the title, as the title describes it. */
    public byte[] audioInit(AudioRenditionId rendition) {
        return title.audio().stream()
                .filter(it -> it.id().equals(rendition))
                .findFirst()
                .map(InitSegments::of)
                .orElseThrow(() -> new IllegalArgumentException("no such rendition: " + rendition));
    }

    private void requireInit(String name, byte[] described, List<String> problems) {
        check(
                name,
                () -> {
                    if (!Arrays.equals(bytes(files, name, MAX_INIT_BYTES), described)) {
                        throw new PackageException(
                                files, name, "is not that of the title; encode the title again", null);
                    }
                    return described.length;
                },
                problems);
    }
}
