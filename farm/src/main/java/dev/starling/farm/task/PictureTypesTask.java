package dev.starling.farm.task;

import dev.starling.farm.store.ContentKey;
import dev.starling.media.encoding.GopStructure;
import dev.starling.media.encoding.PictureType;
import dev.starling.media.encoding.PictureTypeDecider;
import dev.starling.media.encoding.StreamFormat;
import dev.starling.swarm.profile.StructuralGenes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Decides the picture types of a clip, once for all its members.
 *
 * @param clip the clip
 * @param source the title's format
 * @param genes the structural genes of all members
 */
public record PictureTypesTask(ClipFacts clip, SourceFormat source, StructuralGenes genes) implements Task {
    private static final String KIND = "picture types 3";
    private static final int THREADS = 1;

    @Override
    public ContentKey key() {
        return ContentKey.of(KIND, source.encoder(), clip.pixels(), format().canonical(), genes.gopSeconds());
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
        GopStructure decided =
                PictureTypeDecider.decide(workplace.pictures(clip, source.displaySize()), format(), THREADS);
        OptionalInt maxGop = X264.maxGopPictures(genes.gopSeconds(), source);
        List<PictureType> types = (maxGop.isPresent() ? decided.divided(maxGop.getAsInt()) : decided).types();
        ByteBuffer codes = ByteBuffer.allocate(types.size());
        types.forEach(type -> codes.put(PictureTypeCode.of(type)));
        return codes.array();
    }

    /** Reads the result: one code per picture, in display order. */
    public static GopStructure read(byte[] result) {
        List<PictureType> types = new ArrayList<>();
        for (byte code : result) {
            types.add(PictureTypeCode.read(code));
        }
        return new GopStructure(types);
    }

    private StreamFormat format() {
        return X264.format(genes, source.displaySize(), source);
    }
}
