package dev.starling.app;

import dev.starling.swarm.breed.genome.Genome;
import dev.starling.swarm.profile.Codec;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a codec as files name it. */
final class CodecConverter implements ITypeConverter<Codec> {
    @Override
    public Codec convert(String text) {
        return Arrays.stream(Codec.values())
                .filter(it -> Genome.name(it).equals(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("a codec is one of "
                        + Arrays.stream(Codec.values()).map(Genome::name).collect(Collectors.joining(", ")) + ": "
                        + text));
    }
}
