package dev.starling.h264;

import dev.starling.h264.nal.AnnexB;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.nal.NalUnitType;
import dev.starling.h264.slice.BlockSlots;
import dev.starling.h264.slice.SliceData;
import dev.starling.h264.slice.SliceReader;
import dev.starling.h264.syntax.ParameterSets;
import dev.starling.h264.syntax.PictureParameterSet;
import dev.starling.h264.syntax.SequenceParameterSet;
import java.util.Locale;

/** The complete model of a stream as text for reviews. */
final class SliceDump {

    private final StringBuilder text = new StringBuilder();
    private final SliceData data = new SliceData();
    private final SliceReader reader = new SliceReader(data);

    private SliceDump() {}

    static String of(byte[] stream) {
        var dump = new SliceDump();
        var parameterSets = new ParameterSets();
        for (NalUnit unit : AnnexB.read(stream).nalUnits()) {
            dump.unit(unit, parameterSets);
        }
        return dump.text.toString();
    }

    private void unit(NalUnit unit, ParameterSets parameterSets) {
        NalUnitType type = unit.type();
        line("%s ref %d, %d bytes", type, unit.nalRefIdc(), unit.length());
        parameterSets.accept(unit);
        switch (type) {
            case SEQUENCE_PARAMETER_SET -> line("  %s", HeaderText.of(SequenceParameterSet.read(unit.rbsp())));
            case PICTURE_PARAMETER_SET ->
                line("  %s", HeaderText.of(PictureParameterSet.read(unit.rbsp(), parameterSets::sps)));
            case SLICE_NON_IDR, SLICE_IDR -> {
                reader.read(unit, parameterSets);
                line("  %s", HeaderText.of(data.parameters().header()));
                for (int mb = 0; mb < data.mbCount(); mb++) {
                    macroblock(mb);
                }
            }
            default -> {}
        }
    }

    private void macroblock(int mb) {
        line(
                "  mb %d type %d qp %d cbp %d%s%s",
                mb,
                data.mbType(mb),
                data.qpY(mb),
                data.codedBlockPattern(mb),
                data.isTransform8x8(mb) ? " 8x8" : "",
                data.isField(mb) ? " field" : "");
        var prediction = new StringBuilder();
        for (int i = data.predictionStart(mb); i < data.predictionLimit(mb); i++) {
            prediction.append(' ').append(data.prediction()[i]);
        }
        if (!prediction.isEmpty()) {
            line("    prediction%s", prediction);
        }
        int at = data.levelStart(mb);
        for (byte slot : data.blockOrder()) {
            int count = data.totalCoeff(mb, slot);
            if (count > 0) {
                var levels = new StringBuilder();
                for (int i = at; i < at + count; i++) {
                    levels.append(' ').append(data.scanIndices()[i]).append(':').append(data.levels()[i]);
                }
                line("    %s%s", slotName(slot), levels);
                at += count;
            }
        }
    }

    private static String slotName(int slot) {
        String[] components = {"Y", "Cb", "Cr"};
        return slot >= BlockSlots.DC
                ? components[slot - BlockSlots.DC] + " DC"
                : components[slot / BlockSlots.COMPONENT] + " " + slot % BlockSlots.COMPONENT;
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is in a library that this module does not use
    private void line(String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
