package dev.starling.farm.task;

import dev.starling.farm.store.ContentKey;
import dev.starling.media.CodingStructure;
import dev.starling.media.PictureStructure;
import dev.starling.media.PictureType;
import dev.starling.media.PictureTypes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides the picture types of a clip, once for all its members.
 *
 * @param clip the clip
 * @param source the title's format
 * @param genes the structural genes of all members
 */
public record StructureTask(ClipFacts clip, SourceFormat source, dev.starling.swarm.profile.PictureStructure genes)
        implements Task {
    private static final String KIND = "picture types 1";
    private static final int THREADS = 1;

    @Override
    public ContentKey key() {
        return ContentKey.of(KIND, source.encoder(), clip.pixels(), structure());
    }

    @Override
    public Optional<ClipFacts> pictures() {
        return Optional.of(clip);
    }

    @Override
    public String description() {
        return "picture types of clip " + clip.index();
    }

    @Override
    public byte[] run(Workplace workplace) {
        List<PictureType> types = PictureTypes.decide(
                        workplace.pictures(clip, source.displaySize()), structure(), THREADS)
                .types();
        ByteBuffer codes = ByteBuffer.allocate(types.size());
        types.forEach(type -> codes.put(PictureTypeCode.of(type)));
        return codes.array();
    }

    /** Reads the result: in display order, one code a picture. */
    public static PictureStructure read(byte[] result) {
        List<PictureType> types = new ArrayList<>();
        for (byte code : result) {
            types.add(PictureTypeCode.read(code));
        }
        return new PictureStructure(types);
    }

    private CodingStructure structure() {
        return X264.structure(genes, source.displaySize(), source);
    }
}
