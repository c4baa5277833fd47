package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import dev.starling.h264.syntax.PicOrderCntType.Cycle;
import dev.starling.h264.syntax.PicOrderCntType.DecodingOrder;
import dev.starling.h264.syntax.PicOrderCntType.Lsb;

/** The picture order count fields of a slice header (7.3.3). pic_order_cnt_type decides which of the three it has. */
public sealed interface PicOrderCnt {

    /** Type 0. {@code deltaPicOrderCntBottom} is 0 where it is not present. */
    record CodedLsb(int picOrderCntLsb, int deltaPicOrderCntBottom) implements PicOrderCnt {}

    /** Type 1: delta_pic_order_cnt[0] and delta_pic_order_cnt[1], each 0 where it is not present. */
    record CodedDeltas(int deltaPicOrderCnt0, int deltaPicOrderCnt1) implements PicOrderCnt {}

    /** Type 2. */
    record NotCoded() implements PicOrderCnt {}

    /** {@code withBottomField}: whether the second value, for the bottom field of a frame, is present. */
    static PicOrderCnt read(BitReader reader, PicOrderCntType type, boolean withBottomField) {
        return switch (type) {
            case Lsb(int log2MaxPicOrderCntLsbMinus4) ->
                new CodedLsb(
                        reader.u(log2MaxPicOrderCntLsbMinus4 + 4, "pic_order_cnt_lsb"),
                        withBottomField ? readDelta(reader, "delta_pic_order_cnt_bottom") : 0);
            case Cycle cycle ->
                cycle.deltaPicOrderAlwaysZeroFlag()
                        ? new CodedDeltas(0, 0)
                        : new CodedDeltas(
                                readDelta(reader, "delta_pic_order_cnt"),
                                withBottomField ? readDelta(reader, "delta_pic_order_cnt") : 0);
            case DecodingOrder() -> new NotCoded();
        };
    }

    private static int readDelta(BitReader reader, String name) {
        return reader.se(-Integer.MAX_VALUE, Integer.MAX_VALUE, name);
    }

    /** The inverse of {@link #read}. */
    default void write(BitWriter writer, PicOrderCntType type, boolean withBottomField) {
        switch (type) {
            case Lsb(int log2MaxPicOrderCntLsbMinus4) -> {
                var coded = (CodedLsb) this;
                writer.u(log2MaxPicOrderCntLsbMinus4 + 4, coded.picOrderCntLsb, "pic_order_cnt_lsb");
                if (withBottomField) {
                    writer.se(coded.deltaPicOrderCntBottom, "delta_pic_order_cnt_bottom");
                }
            }
            case Cycle cycle -> {
                var coded = (CodedDeltas) this;
                if (!cycle.deltaPicOrderAlwaysZeroFlag()) {
                    writer.se(coded.deltaPicOrderCnt0, "delta_pic_order_cnt");
                    if (withBottomField) {
                        writer.se(coded.deltaPicOrderCnt1, "delta_pic_order_cnt");
                    }
                }
            }
            case DecodingOrder() -> {}
        }
    }
}
