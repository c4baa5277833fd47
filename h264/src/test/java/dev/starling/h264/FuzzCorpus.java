package dev.starling.h264;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.AnnexB;
import dev.starling.h264.nal.LengthPrefixed;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.nal.NalUnitType;
import dev.starling.h264.syntax.AvcDecoderConfigurationRecord;
import dev.starling.h264.syntax.ParameterSets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * The inputs of the fuzz targets in the build, and their seeds: the small test streams, their parts, and damaged
 * copies.
 */
final class FuzzCorpus {
    private static final int MUTANTS = 20;

    private FuzzCorpus() {}

    /** Byte streams (Annex B): complete, cut, and with changed bytes. */
    static Stream<byte[]> byteStreams() {
        List<byte[]> streams = new ArrayList<>();
        streams.add(new byte[0]);
        streams.add(new byte[] {0, 0, 1});
        streams.add(new byte[] {0, 0, 0, 1, 0x65});
        for (String name : SmallStreams.NAMES) {
            streams.addAll(withMutants(SmallStreams.read(name), name.hashCode()));
        }
        return streams.stream();
    }

    /** The same NAL units after lengths of four bytes. */
    static Stream<byte[]> samples() {
        return byteStreams().limit(40).map(FuzzCorpus::lengthPrefixed);
    }

    static Stream<byte[]> sequenceParameterSets() {
        return payloads(NalUnitType.SEQUENCE_PARAMETER_SET);
    }

    static Stream<byte[]> pictureParameterSets() {
        return payloads(NalUnitType.PICTURE_PARAMETER_SET);
    }

    /** Decoder configuration records. */
    static Stream<byte[]> decoderConfigurations() {
        return SmallStreams.NAMES.stream()
                .flatMap(name -> withMutants(decoderConfiguration(units(name)), name.hashCode()).stream());
    }

    private static byte[] decoderConfiguration(List<NalUnit> units) {
        return AvcDecoderConfigurationRecord.of(
                        first(units, NalUnitType.SEQUENCE_PARAMETER_SET),
                        first(units, NalUnitType.PICTURE_PARAMETER_SET))
                .toByteArray();
    }

    private static NalUnit first(List<NalUnit> units, NalUnitType type) {
        return units.stream().filter(unit -> unit.type() == type).findFirst().orElseThrow();
    }

    /** Slices as complete NAL units. */
    static Stream<byte[]> slices() {
        return SmallStreams.NAMES.stream()
                .flatMap(name -> units(name).stream()
                        .filter(unit -> unit.type().isSlice())
                        .flatMap(unit -> withMutants(unit.toByteArray(), name.hashCode()).stream()));
    }

    /** The parameter sets of one of the small streams. */
    static ParameterSets parameterSets(String name) {
        ParameterSets parameterSets = new ParameterSets();
        units(name).forEach(parameterSets::accept);
        return parameterSets;
    }

    private static Stream<byte[]> payloads(NalUnitType type) {
        return SmallStreams.NAMES.stream()
                .flatMap(name -> units(name).stream()
                        .filter(unit -> unit.type() == type)
                        .flatMap(unit -> withMutants(unit.rbsp(), name.hashCode()).stream()));
    }

    private static List<NalUnit> units(String name) {
        return AnnexB.read(SmallStreams.read(name)).nalUnits();
    }

    private static List<byte[]> withMutants(byte[] original, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<byte[]> all = new ArrayList<>();
        all.add(original);
        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = Arrays.copyOf(original, random.nextInt(original.length / 2, original.length + 1));
            for (int n = random.nextInt(4); n > 0; n--) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
            }
            all.add(mutant);
        }
        return all;
    }

    private static byte[] lengthPrefixed(byte[] byteStream) {
        List<NalUnit> units = new ArrayList<>();
        try {
            units.addAll(AnnexB.read(byteStream).nalUnits());
        } catch (H264Exception e) {
            // Not a byte stream any more: use its bytes as one NAL unit.
            units.add(NalUnit.of(byteStream));
        }
        return LengthPrefixed.write(units);
    }
}
