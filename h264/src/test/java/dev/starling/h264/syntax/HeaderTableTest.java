package dev.starling.h264.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.syntax.DecRefPicMarking.Adaptive;
import dev.starling.h264.syntax.DecRefPicMarking.Idr;
import dev.starling.h264.syntax.DecRefPicMarking.Operation.ShortTermToLongTerm;
import dev.starling.h264.syntax.DecRefPicMarking.Operation.UnmarkAll;
import dev.starling.h264.syntax.DecRefPicMarking.Operation.UnmarkShortTerm;
import dev.starling.h264.syntax.DecRefPicMarking.SlidingWindow;
import dev.starling.h264.syntax.HrdParameters.FieldLengths;
import dev.starling.h264.syntax.HrdParameters.Scale;
import dev.starling.h264.syntax.HrdParameters.Schedule;
import dev.starling.h264.syntax.PicOrderCnt.CodedDeltas;
import dev.starling.h264.syntax.PicOrderCnt.CodedLsb;
import dev.starling.h264.syntax.PicOrderCnt.NotCoded;
import dev.starling.h264.syntax.PicOrderCntType.Cycle;
import dev.starling.h264.syntax.PicOrderCntType.DecodingOrder;
import dev.starling.h264.syntax.PicOrderCntType.Lsb;
import dev.starling.h264.syntax.PictureParameterSet.DefaultActiveReferences;
import dev.starling.h264.syntax.PictureParameterSet.EntropyCoding;
import dev.starling.h264.syntax.PictureParameterSet.InitialQp;
import dev.starling.h264.syntax.PictureParameterSet.SliceHeaderFields;
import dev.starling.h264.syntax.PictureParameterSet.WeightedPrediction;
import dev.starling.h264.syntax.PredWeightTable.ChromaWeights;
import dev.starling.h264.syntax.PredWeightTable.Entry;
import dev.starling.h264.syntax.PredWeightTable.Weight;
import dev.starling.h264.syntax.SequenceParameterSet.CodedSize;
import dev.starling.h264.syntax.SequenceParameterSet.FrameCropping;
import dev.starling.h264.syntax.SliceHeader.ActiveReferences;
import dev.starling.h264.syntax.SliceHeader.DeblockingFilter;
import dev.starling.h264.syntax.SliceHeader.InterPrediction;
import dev.starling.h264.syntax.SliceHeader.PictureId;
import dev.starling.h264.syntax.SliceHeader.Start;
import dev.starling.h264.syntax.VuiParameters.AspectRatio;
import dev.starling.h264.syntax.VuiParameters.BitstreamRestriction;
import dev.starling.h264.syntax.VuiParameters.BitstreamRestriction.MotionVectorLimits;
import dev.starling.h264.syntax.VuiParameters.ChromaLocation;
import dev.starling.h264.syntax.VuiParameters.ColourDescription;
import dev.starling.h264.syntax.VuiParameters.ReferenceDecoders;
import dev.starling.h264.syntax.VuiParameters.Timing;
import dev.starling.h264.syntax.VuiParameters.VideoSignalType;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Headers of real streams, as bytes, records and derived values. Each is written back exactly, and each of its prefixes
 * is TRUNCATED. Rows that name a conformance stream have headers of that stream; the others were made with libx264 and
 * the options in the name.
 */
class HeaderTableTest {

    private static final Optional<SequenceParameterSet.HighProfile> NO_HIGH_PROFILE = Optional.empty();

    /** The scaling lists of FRExt_MMCO4_Sony_B.264. */
    private static final ScalingList INTRA_4X4 = list(-2, 6, 0, 7, 0, 0, 7, 0, 0, 0, 5, 0, 0, 4, 0, 4);

    private static final ScalingList INTER_4X4 = list(1, 4, 0, 5, 0, 0, 3, 0, 0, 0, 3, 0, 0, 3, 0, 3);
    // spotless:off
    private static final ScalingList INTRA_8X8 = list(
            -2, 4, 0, 3, -1, 1, 3, 0, 0, 0, 3, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0,
            0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 3, 0, 2);
    private static final ScalingList INTER_8X8 = list(
            1, 3, 0, 2, -1, 1, 2, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0,
            0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 1, 0, 2);
    // spotless:on

    private static final SliceHeaderFields NO_FIELDS = new SliceHeaderFields(false, false, false);
    private static final SliceHeaderFields DEBLOCKING = new SliceHeaderFields(false, true, false);
    private static final SliceHeaderFields BOTTOM_FIELD = new SliceHeaderFields(true, false, false);
    private static final SliceHeaderFields BOTTOM_FIELD_AND_DEBLOCKING = new SliceHeaderFields(true, true, false);
    private static final WeightedPrediction UNWEIGHTED = new WeightedPrediction(false, 0);
    private static final WeightedPrediction WEIGHTED_P = new WeightedPrediction(true, 0);
    private static final WeightedPrediction WEIGHTED_P_IMPLICIT_B = new WeightedPrediction(true, 2);

    private static final Optional<DecRefPicMarking> IDR = Optional.of(new Idr(false, false));
    private static final Optional<DecRefPicMarking> SLIDING_WINDOW = Optional.of(new SlidingWindow());

    /** Derived values of a sequence parameter set: sizes in luma samples. */
    record Derived(String codedSize, String croppedSize, int chromaArrayType, int bitDepthLuma) {
        static Derived of(SequenceParameterSet sps) {
            return new Derived(
                    sps.codedWidth() + "x" + sps.codedHeight(),
                    sps.croppedWidth() + "x" + sps.croppedHeight(),
                    sps.chromaArrayType(),
                    sps.bitDepthLuma());
        }
    }

    static List<Arguments> sequenceParameterSets() {
        return List.of(
                spsRow(
                        "1918x1078, bframes=2: cropped frames, 4:2:0",
                        "67640028acd940780227a9b011000003000100000300320f183196",
                        sps(
                                "640028",
                                high(format(1, 8)),
                                0,
                                new Lsb(2),
                                4,
                                new CodedSize(119, 67, FrameCoding.FRAMES_ONLY),
                                Optional.of(new FrameCropping(0, 1, 0, 5)),
                                Optional.of(x264Vui(11, 2, 4))),
                        new Derived("1920x1088", "1918x1078", 1, 8)),
                spsRow(
                        "1918x1080, interlaced=1: cropped frames and fields, in units of four lines",
                        "67640028ace401e0113d5e0220000003002000000643e2c5c9",
                        sps(
                                "640028",
                                high(format(1, 8)),
                                0,
                                new Lsb(0),
                                3,
                                new CodedSize(119, 33, FrameCoding.MACROBLOCK_ADAPTIVE),
                                Optional.of(new FrameCropping(0, 1, 0, 2)),
                                Optional.of(withPicStruct(x264Vui(10, 0, 3)))),
                        new Derived("1920x1088", "1918x1080", 1, 8)),
                spsRow(
                        "350x286, yuv444p: cropped, 4:4:4",
                        "67f4000d9196405825eef011000003000100000300320f142a48",
                        sps(
                                "F4000D",
                                high(format(3, 8)),
                                0,
                                new DecodingOrder(),
                                3,
                                new CodedSize(21, 17, FrameCoding.FRAMES_ONLY),
                                Optional.of(new FrameCropping(0, 2, 0, 2)),
                                Optional.of(x264Vui(9, 0, 3))),
                        new Derived("352x288", "350x286", 3, 8)),
                spsRow(
                        "350x286, yuv422p10le: cropped, 4:2:2, 10 bit",
                        "677a000db6cb202c12f57808800000030080000019078a1524",
                        sps(
                                "7A000D",
                                high(format(2, 10)),
                                0,
                                new DecodingOrder(),
                                3,
                                new CodedSize(21, 17, FrameCoding.FRAMES_ONLY),
                                Optional.of(new FrameCropping(0, 1, 0, 2)),
                                Optional.of(x264Vui(9, 0, 3))),
                        new Derived("352x288", "350x286", 2, 10)),
                spsRow(
                        "350x286, gray: cropped, monochrome",
                        "6764000df2c80b04bdde02d9000003000100000300320f142a48",
                        sps(
                                "64000D",
                                high(format(0, 8)),
                                0,
                                new DecodingOrder(),
                                3,
                                new CodedSize(21, 17, FrameCoding.FRAMES_ONLY),
                                Optional.of(new FrameCropping(0, 2, 0, 2)),
                                Optional.of(withFullRange(x264Vui(9, 0, 3)))),
                        new Derived("352x288", "350x286", 0, 8)),
                spsRow(
                        "64x64, nal-hrd=vbr:vbv-maxrate=300:vbv-bufsize=300",
                        "6764000cacb2084d80880000030008000003019301000927800249f498600f142a48",
                        sps(
                                "64000C",
                                high(format(1, 8)),
                                0,
                                new DecodingOrder(),
                                3,
                                new CodedSize(3, 3, FrameCoding.FRAMES_ONLY),
                                Optional.empty(),
                                Optional.of(withNalHrd(
                                        x264Vui(9, 0, 3),
                                        new HrdParameters(
                                                new Scale(0, 1),
                                                List.of(new Schedule(4686, 9374, false)),
                                                new FieldLengths(18, 12, 6, 0))))),
                        new Derived("64x64", "64x64", 1, 8)),
                spsRow(
                        "64x64, nal-hrd=cbr:bitrate=900:vbv-maxrate=900:vbv-bufsize=450",
                        "6764000dacb2084d808800000300080000030193000006ddc0006dddc58600f142a480",
                        sps(
                                "64000D",
                                high(format(1, 8)),
                                0,
                                new DecodingOrder(),
                                3,
                                new CodedSize(3, 3, FrameCoding.FRAMES_ONLY),
                                Optional.empty(),
                                Optional.of(withNalHrd(
                                        x264Vui(9, 0, 3),
                                        new HrdParameters(
                                                new Scale(0, 0),
                                                List.of(new Schedule(14061, 28124, true)),
                                                new FieldLengths(17, 12, 6, 0))))),
                        new Derived("64x64", "64x64", 1, 8)),
                spsRow(
                        "64x64, 30000/1001 Hz, colorprim=bt709:transfer=bt709:colormatrix=bt709:fullrange=on"
                                + ":overscan=crop:chromaloc=2:videoformat=pal:pic-struct=1",
                        "6764000aacb2084d80f3808080db800001f4800075300f891324",
                        sps(
                                "64000A",
                                high(format(1, 8)),
                                0,
                                new DecodingOrder(),
                                3,
                                new CodedSize(3, 3, FrameCoding.FRAMES_ONLY),
                                Optional.empty(),
                                Optional.of(new VuiParameters(
                                        Optional.of(new AspectRatio(1, 0, 0)),
                                        Optional.of(true),
                                        Optional.of(new VideoSignalType(
                                                1, true, Optional.of(new ColourDescription(1, 1, 1)))),
                                        Optional.of(new ChromaLocation(2, 2)),
                                        Optional.of(new Timing(1001, 60_000, false)),
                                        NO_HRD,
                                        true,
                                        Optional.of(restriction(8, 0, 3))))),
                        new Derived("64x64", "64x64", 1, 8)),
                spsRow(
                        "SarVui.264: extended sample aspect ratio",
                        "674200158d660b13bff00500021c04",
                        sps(
                                "420015",
                                NO_HIGH_PROFILE,
                                12,
                                new DecodingOrder(),
                                5,
                                new CodedSize(10, 8, FrameCoding.FRAMES_ONLY),
                                Optional.empty(),
                                Optional.of(new VuiParameters(
                                        Optional.of(new AspectRatio(AspectRatio.EXTENDED_SAR, 80, 33)),
                                        Optional.of(true),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        NO_HRD,
                                        false,
                                        Optional.empty()))),
                        new Derived("176x144", "176x144", 1, 8)),
                spsRow(
                        "BA_MW_D.264: pic_order_cnt_type 0",
                        "6742e00a96528589c8",
                        sps(
                                "42E00A",
                                NO_HIGH_PROFILE,
                                4,
                                new Lsb(4),
                                4,
                                new CodedSize(10, 8, FrameCoding.FRAMES_ONLY),
                                Optional.empty(),
                                Optional.empty()),
                        new Derived("176x144", "176x144", 1, 8)),
                spsRow(
                        "MR1_BT_A.h264: pic_order_cnt_type 1 without differences in slice headers",
                        "6742e00ba574840589c8",
                        sps(
                                "42E00B",
                                NO_HIGH_PROFILE,
                                1,
                                new Cycle(true, -1, 0, List.of(1)),
                                7,
                                new CodedSize(10, 8, FrameCoding.FRAMES_ONLY),
                                Optional.empty(),
                                Optional.empty()),
                        new Derived("176x144", "176x144", 1, 8)),
                spsRow(
                        "MR5_TANDBERG_C.264: pic_order_cnt_type 1 with a cycle of seven, gaps in frame_num",
                        "2742a01f950282c42107105620d16272",
                        withGaps(sps(
                                "42A01F",
                                NO_HIGH_PROFILE,
                                4,
                                new Cycle(false, 10, -5, List.of(1, 4, -3, 4, -2, -1, 4)),
                                5,
                                new CodedSize(10, 8, FrameCoding.FRAMES_ONLY),
                                Optional.empty(),
                                Optional.empty())),
                        new Derived("176x144", "176x144", 1, 8)),
                spsRow(
                        "CVFI2_SVA_C.264: pic_order_cnt_type 1, frames and fields",
                        "674d601e8d42a420c05a3c90",
                        sps(
                                "4D601E",
                                NO_HIGH_PROFILE,
                                12,
                                new Cycle(false, -2, 1, List.of(4)),
                                5,
                                new CodedSize(44, 14, FrameCoding.FRAMES_AND_FIELDS),
                                Optional.empty(),
                                Optional.empty()),
                        new Derived("720x480", "720x480", 1, 8)),
                spsRow(
                        "BA1_FT_C.264: pic_order_cnt_type 2",
                        "2742e01495a0582590",
                        sps(
                                "42E014",
                                NO_HIGH_PROFILE,
                                4,
                                new DecodingOrder(),
                                1,
                                new CodedSize(21, 17, FrameCoding.FRAMES_ONLY),
                                Optional.empty(),
                                Optional.empty()),
                        new Derived("352x288", "352x288", 1, 8)),
                spsRow(
                        "freh4.264: a scaling matrix of fall-back lists",
                        "2764001ead001b2b058492",
                        sps(
                                "64001E",
                                high(format(1, 8), matrix(fallBack(8))),
                                12,
                                new Lsb(4),
                                2,
                                new CodedSize(21, 8, FrameCoding.FRAMES_AND_FIELDS),
                                Optional.empty(),
                                Optional.empty()),
                        new Derived("352x288", "352x288", 1, 8)),
                spsRow(
                        "FRExt_MMCO4_Sony_B.264: scaling lists",
                        "2764001fad9464763b8ac4444a323b1dc5622225191d8ee2b11114222b373669a844566e6cd35088"
                                + "acdcd9a69444cd1b9bc57c9f93f9bf27c9e4e4cd251a4689c9ebe4fd7f27ebe4f5c9a906c694160964",
                        sps(
                                "64001F",
                                high(
                                        format(1, 8),
                                        matrix(List.of(
                                                Optional.of(INTRA_4X4),
                                                Optional.of(INTRA_4X4),
                                                Optional.of(INTRA_4X4),
                                                Optional.of(INTER_4X4),
                                                Optional.of(INTER_4X4),
                                                Optional.of(INTER_4X4),
                                                Optional.of(INTRA_8X8),
                                                Optional.of(INTER_8X8)))),
                                12,
                                new Lsb(12),
                                4,
                                new CodedSize(21, 17, FrameCoding.FRAMES_ONLY),
                                Optional.empty(),
                                Optional.empty()),
                        new Derived("352x288", "352x288", 1, 8)));
    }

    @ParameterizedTest
    @MethodSource("sequenceParameterSets")
    void sequenceParameterSetsAreReadAndWritten(String hex, SequenceParameterSet expected, Derived derived) {
        NalUnit unit = unit(hex);
        SequenceParameterSet sps = SequenceParameterSet.read(unit.rbsp());
        assertThat(sps).isEqualTo(expected);
        assertThat(Derived.of(sps)).isEqualTo(derived);
        assertThat(NalUnit.ofRbsp(unit.nalRefIdc(), unit.type(), sps.toRbsp())).isEqualTo(unit);
        assertPrefixesAreTruncated(unit, unit.length(), prefix -> SequenceParameterSet.read(prefix.rbsp()));
    }

    @ParameterizedTest
    @MethodSource("sequenceParameterSets")
    void bufferSizesAndRatesAreThoseThatTheEncoderWasGiven(String hex, SequenceParameterSet sps, Derived derived) {
        sps.vuiParameters().flatMap(vui -> vui.hrd().nalHrd()).ifPresent(hrd -> {
            Schedule schedule = hrd.schedules().getFirst();
            long kilobitsPerSecond = schedule.cbrFlag() ? 900 : 300;
            long kilobits = schedule.cbrFlag() ? 450 : 300;
            assertThat(Math.round(schedule.bitsPerSecond(hrd.scale()) / 1000.0)).isEqualTo(kilobitsPerSecond);
            assertThat(Math.round(schedule.cpbBits(hrd.scale()) / 1000.0)).isEqualTo(kilobits);
        });
        sps.vuiParameters()
                .flatMap(VuiParameters::timing)
                .ifPresent(timing -> assertThat(timing.framesPerSecond()).isIn(25.0, 30_000 / 1001.0));
    }

    static List<Arguments> pictureParameterSets() {
        return List.of(
                ppsRow(
                        "BA_MW_D.264: CAVLC",
                        "68c92388",
                        pps(
                                EntropyCoding.CAVLC,
                                NO_FIELDS,
                                new DefaultActiveReferences(3, 0),
                                UNWEIGHTED,
                                new InitialQp(0, 0, 0),
                                Optional.empty())),
                ppsRow(
                        "CVFI2_SVA_C.264: CAVLC, bottom field order",
                        "68de3880",
                        pps(
                                EntropyCoding.CAVLC,
                                BOTTOM_FIELD,
                                new DefaultActiveReferences(0, 0),
                                UNWEIGHTED,
                                new InitialQp(0, 0, 0),
                                Optional.empty())),
                ppsRow(
                        "bframes=2: CABAC, 8x8 transform, weighted prediction",
                        "68ebe3cb22c0",
                        pps(
                                EntropyCoding.CABAC,
                                DEBLOCKING,
                                new DefaultActiveReferences(2, 0),
                                WEIGHTED_P_IMPLICIT_B,
                                new InitialQp(-3, 0, -2),
                                Optional.of(new PictureParameterSet.HighProfile(true, Optional.empty(), -2)))),
                ppsRow(
                        "interlaced=1: bottom field order and deblocking control",
                        "68fb83cb22c0",
                        pps(
                                EntropyCoding.CABAC,
                                BOTTOM_FIELD_AND_DEBLOCKING,
                                new DefaultActiveReferences(2, 0),
                                UNWEIGHTED,
                                new InitialQp(-3, 0, -2),
                                Optional.of(new PictureParameterSet.HighProfile(true, Optional.empty(), -2)))),
                ppsRow(
                        "FRExt_MMCO4_Sony_B.264: different offsets of Cb and Cr",
                        "28ee0815348b",
                        pps(
                                EntropyCoding.CABAC,
                                DEBLOCKING,
                                new DefaultActiveReferences(0, 0),
                                UNWEIGHTED,
                                new InitialQp(2, -10, 3),
                                Optional.of(new PictureParameterSet.HighProfile(true, Optional.empty(), -2)))),
                ppsRow(
                        "cqm=jvt: fall-back lists",
                        "68ebc3cb3002c0",
                        pps(
                                EntropyCoding.CABAC,
                                DEBLOCKING,
                                new DefaultActiveReferences(2, 0),
                                WEIGHTED_P,
                                new InitialQp(-3, 0, -2),
                                Optional.of(new PictureParameterSet.HighProfile(true, matrix(fallBack(8)), -2)))),
                ppsRow(
                        "cqm4i=6,12,19,26,12,19,26,31,19,26,31,35,26,31,35,39: a list, fall-back lists, flat lists",
                        "68ebc3cb39464763b8ac444108021210043080212c",
                        pps(
                                EntropyCoding.CABAC,
                                DEBLOCKING,
                                new DefaultActiveReferences(2, 0),
                                WEIGHTED_P,
                                new InitialQp(-3, 0, -2),
                                Optional.of(new PictureParameterSet.HighProfile(
                                        true,
                                        matrix(List.of(
                                                Optional.of(INTRA_4X4),
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.of(list(8, -16)),
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.of(list(8, -16)),
                                                Optional.of(list(8, -16)))),
                                        -2)))),
                ppsRow(
                        "test_scalinglist_jm.264: lists without 8x8 transform, one of them the default",
                        "68c94a38612df74ff28c8ec771588889464763b8ac445425bee9fb846844566e6cde",
                        pps(
                                EntropyCoding.CAVLC,
                                NO_FIELDS,
                                new DefaultActiveReferences(4, 4),
                                UNWEIGHTED,
                                new InitialQp(0, 0, 0),
                                Optional.of(new PictureParameterSet.HighProfile(
                                        false,
                                        matrix(List.of(
                                                Optional.of(list(9, 0, 0, -1, 0, 0, 0, -1, 0, 1, -1, 0, 0, 0, 0, 0)),
                                                Optional.of(INTRA_4X4),
                                                Optional.of(list(-2, 6, 0, 7, 0, 0, 7, 0, 0, 0, 5, 0, 0, 4, 0, 5)),
                                                Optional.of(list(9, 0, 0, -1, 0, 0, 0, -1, 0, 1, -1, 0, 0, 0, 0, -1)),
                                                Optional.of(list(-8)),
                                                Optional.of(list(1, 4, 0, 5, 0, 0, 3, 0, 0, 0, 3, 0, 0, 3, 0, 0)))),
                                        0)))));
    }

    @ParameterizedTest
    @MethodSource("pictureParameterSets")
    void pictureParameterSetsAreReadAndWritten(String hex, PictureParameterSet expected) {
        NalUnit unit = unit(hex);
        PictureParameterSet pps = PictureParameterSet.read(unit.rbsp(), id -> Optional.empty());
        assertThat(pps).isEqualTo(expected);
        assertThat(pps.entropyCodingModeFlag()).isEqualTo(expected.entropyCoding() == EntropyCoding.CABAC);
        assertThat(pps.transform8x8ModeFlag())
                .isEqualTo(expected.highProfile()
                        .map(PictureParameterSet.HighProfile::transform8x8ModeFlag)
                        .orElse(false));
        assertThat(pps.secondChromaQpIndexOffset())
                .isEqualTo(expected.highProfile()
                        .map(PictureParameterSet.HighProfile::secondChromaQpIndexOffset)
                        .orElse(expected.initialQp().chromaQpIndexOffset()));
        assertThat(NalUnit.ofRbsp(unit.nalRefIdc(), unit.type(), pps.toRbsp())).isEqualTo(unit);
        assertPrefixesAreTruncated(
                unit, unit.length(), prefix -> PictureParameterSet.read(prefix.rbsp(), id -> Optional.empty()));
    }

    /** With 4:4:4, which only the sequence parameter set states, there are six lists for 8x8 blocks instead of two. */
    @ParameterizedTest
    @MethodSource("pictureParameterSetsOf444")
    void theChromaFormatDecidesTheNumberOfScalingLists(String spsHex, String hex, int lists) {
        var sps = SequenceParameterSet.read(unit(spsHex).rbsp());
        NalUnit unit = unit(hex);
        PictureParameterSet pps = PictureParameterSet.read(unit.rbsp(), id -> Optional.of(sps));
        assertThat(pps.highProfile().orElseThrow().picScalingMatrix()).isEqualTo(matrix(fallBack(lists)));
        assertThat(NalUnit.ofRbsp(unit.nalRefIdc(), unit.type(), pps.toRbsp())).isEqualTo(unit);
    }

    static List<Arguments> pictureParameterSetsOf444() {
        return List.of(
                Arguments.of("67f4000a91964109b011000003000100000300320f122648", "68ebc3c44c000440", 12),
                Arguments.of("6764000aacb2084d80880000030008000003019078913240", "68ebc3cb3002c0", 8));
    }

    @ParameterizedTest
    @MethodSource("scalingLists")
    void scalesAreDerivedFromTheirDifferences(ScalingList list, List<Integer> scales) {
        assertThat(list.useDefaultScalingMatrix()).isEqualTo(scales.isEmpty());
        if (!scales.isEmpty()) {
            assertThat(list.scales(16))
                    .containsExactly(scales.stream().mapToInt(Integer::intValue).toArray());
        }
    }

    static List<Arguments> scalingLists() {
        return List.of(
                Arguments.of(INTRA_4X4, List.of(6, 12, 12, 19, 19, 19, 26, 26, 26, 26, 31, 31, 31, 35, 35, 39)),
                Arguments.of(INTER_4X4, List.of(9, 13, 13, 18, 18, 18, 21, 21, 21, 21, 24, 24, 24, 27, 27, 30)),
                Arguments.of(list(8, -16), List.of(16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16)),
                Arguments.of(list(-8), List.of()));
    }

    /** Derived values of a slice header. */
    record DerivedOfSlice(SliceType type, int sliceQpY, int activeL0, int activeL1) {
        static DerivedOfSlice of(SliceHeader header, PictureParameterSet pps) {
            return new DerivedOfSlice(
                    header.sliceType(),
                    header.sliceQpY(pps),
                    header.numRefIdxL0Active(pps),
                    header.numRefIdxL1Active(pps));
        }
    }

    /** Sequence parameter set, picture parameter set, and the first bytes of a slice. */
    record SliceBytes(String sps, String pps, String slice) {
        ParameterSets parameterSets() {
            var parameterSets = new ParameterSets();
            parameterSets.accept(unit(sps));
            parameterSets.accept(unit(pps));
            return parameterSets;
        }
    }

    static List<Arguments> sliceHeaders() {
        return List.of(
                sliceRow(
                        "BA_MW_D.264: IDR picture, pic_order_cnt_type 0",
                        new SliceBytes("6742e00a96528589c8", "68c92388", "65888040015c383808"),
                        35,
                        new SliceHeader(
                                3,
                                new Start(0, 7, 0, 0),
                                frame(0, OptionalInt.of(0), new CodedLsb(0, 0)),
                                InterPrediction.NONE,
                                IDR,
                                0,
                                5,
                                Optional.empty()),
                        new DerivedOfSlice(SliceType.I, 31, 0, 0)),
                sliceRow(
                        "BA_MW_D.264: P slice",
                        new SliceBytes("6742e00a96528589c8", "68c92388", "219a1e3c0d7244b1"),
                        31,
                        new SliceHeader(
                                1,
                                new Start(0, 5, 0, 0),
                                frame(15, OptionalInt.empty(), new CodedLsb(30, 0)),
                                p(Optional.empty(), List.of(), Optional.empty()),
                                SLIDING_WINDOW,
                                0,
                                3,
                                Optional.empty()),
                        new DerivedOfSlice(SliceType.P, 29, 4, 0)),
                sliceRow(
                        "interlaced=1: IDR frame with pairs of fields, order of the bottom field",
                        new SliceBytes(
                                "67640028ace401e0113d5e0220000003002000000643e2c5c9",
                                "68fb83cb22c0",
                                "6588822c0afff6f673"),
                        36,
                        new SliceHeader(
                                3,
                                new Start(0, 7, 0, 0),
                                frame(0, OptionalInt.of(0), new CodedLsb(1, -1)),
                                InterPrediction.NONE,
                                IDR,
                                0,
                                -10,
                                deblocking(0, 0, 0)),
                        new DerivedOfSlice(SliceType.I, 13, 0, 0)),
                sliceRow(
                        "bframes=2: P slice with reordering, weights of luma and chroma, and marking",
                        new SliceBytes(
                                "67640028acd940780227a9b011000003000100000300320f183196",
                                "68ebe3cb22c0",
                                "419a654ba842105a21cf01542e02a80aa02a80ab015434053c2dff58507b"),
                        202,
                        new SliceHeader(
                                2,
                                new Start(0, 5, 0, 0),
                                frame(3, OptionalInt.empty(), new CodedLsb(10, 0)),
                                p(
                                        Optional.of(new ActiveReferences(4, 0)),
                                        List.of(
                                                new RefPicListModification.Operation(0, 1),
                                                new RefPicListModification.Operation(0, 15),
                                                new RefPicListModification.Operation(0, 15),
                                                new RefPicListModification.Operation(1, 0),
                                                new RefPicListModification.Operation(0, 1)),
                                        Optional.of(new PredWeightTable(
                                                6,
                                                6,
                                                List.of(
                                                        new Entry(
                                                                Optional.of(new Weight(85, -5)),
                                                                Optional.of(new ChromaWeights(
                                                                        new Weight(85, -42), new Weight(85, -42)))),
                                                        new Entry(Optional.of(new Weight(85, -6)), Optional.empty()),
                                                        new Entry(Optional.empty(), Optional.empty()),
                                                        new Entry(Optional.empty(), Optional.empty()),
                                                        new Entry(Optional.empty(), Optional.empty())),
                                                List.of()))),
                                Optional.of(new Adaptive(List.of(new UnmarkShortTerm(2)))),
                                0,
                                11,
                                deblocking(0, 0, 0)),
                        new DerivedOfSlice(SliceType.P, 34, 5, 0)),
                sliceRow(
                        "bframes=2: B slice of a reference picture",
                        new SliceBytes(
                                "67640028acd940780227a9b011000003000100000300320f183196",
                                "68ebe3cb22c0",
                                "419e41788affaacf58"),
                        35,
                        new SliceHeader(
                                2,
                                new Start(0, 6, 0, 0),
                                frame(2, OptionalInt.empty(), new CodedLsb(2, 0)),
                                spatialB(Optional.of(new ActiveReferences(0, 0)), Optional.empty(), Optional.empty()),
                                SLIDING_WINDOW,
                                0,
                                5,
                                deblocking(0, 0, 0)),
                        new DerivedOfSlice(SliceType.B, 28, 1, 1)),
                sliceRow(
                        "HCMP1_HHI_A.264: B slice with both lists reordered",
                        new SliceBytes("674d601f9a40842c12c8", "68d8f1e03188", "219e0a61fc4939070c2f0b"),
                        56,
                        new SliceHeader(
                                1,
                                new Start(0, 6, 0, 0),
                                frame(10, OptionalInt.empty(), new CodedLsb(48, 0)),
                                spatialB(
                                        Optional.of(new ActiveReferences(0, 0)),
                                        modification(new RefPicListModification.Operation(0, 8)),
                                        modification(new RefPicListModification.Operation(0, 0))),
                                SLIDING_WINDOW,
                                0,
                                -3,
                                Optional.empty()),
                        new DerivedOfSlice(SliceType.B, 35, 1, 1)),
                sliceRow(
                        "MR4_TANDBERG_C.264: a long-term reference, memory_management_control_operation 5",
                        new SliceBytes("2742a01f96434589c8", "28d9606620", "21e5862b926e54be33"),
                        38,
                        new SliceHeader(
                                1,
                                new Start(0, 0, 0, 0),
                                frame(44, OptionalInt.empty(), new CodedLsb(24, 0)),
                                p(
                                        Optional.empty(),
                                        List.of(new RefPicListModification.Operation(2, 0)),
                                        Optional.empty()),
                                Optional.of(new Adaptive(List.of(new UnmarkAll()))),
                                0,
                                0,
                                Optional.empty()),
                        new DerivedOfSlice(SliceType.P, 32, 5, 0)),
                sliceRow(
                        "MR1_BT_A.h264: pic_order_cnt_type 1 without differences, a picture that becomes long-term",
                        new SliceBytes("6742e00ba574840589c8", "68c9e388", "41bfe4ef106117"),
                        22,
                        new SliceHeader(
                                2,
                                new Start(0, 2, 0, 0),
                                frame(31, OptionalInt.empty(), new CodedDeltas(0, 0)),
                                InterPrediction.NONE,
                                Optional.of(new Adaptive(List.of(new ShortTermToLongTerm(0, 0)))),
                                0,
                                -1,
                                Optional.empty()),
                        new DerivedOfSlice(SliceType.I, 25, 0, 0)),
                sliceRow(
                        "MR5_TANDBERG_C.264: pic_order_cnt_type 1 with differences of both fields",
                        new SliceBytes("2742a01f950282c42107105620d16272", "28d9606620", "21e3c0cc532a9196bf8a"),
                        48,
                        new SliceHeader(
                                1,
                                new Start(0, 0, 0, 0),
                                frame(30, OptionalInt.empty(), new CodedDeltas(-25, 5)),
                                p(
                                        Optional.empty(),
                                        List.of(
                                                new RefPicListModification.Operation(0, 4),
                                                new RefPicListModification.Operation(1, 0)),
                                        Optional.empty()),
                                SLIDING_WINDOW,
                                0,
                                0,
                                Optional.empty()),
                        new DerivedOfSlice(SliceType.P, 32, 5, 0)),
                sliceRow(
                        "CVFI2_SVA_C.264: IDR top field, pic_order_cnt_type 1",
                        new SliceBytes("674d601e8d42a420c05a3c90", "68de3880", "658880005833c846f0"),
                        38,
                        new SliceHeader(
                                3,
                                new Start(0, 7, 0, 0),
                                field(PictureStructure.TOP_FIELD, 0, OptionalInt.of(0), new CodedDeltas(0, 0)),
                                InterPrediction.NONE,
                                IDR,
                                0,
                                6,
                                Optional.empty()),
                        new DerivedOfSlice(SliceType.I, 32, 0, 0)),
                sliceRow(
                        "CVFI2_SVA_C.264: B slice of a bottom field",
                        new SliceBytes("674d601e8d42a420c05a3c90", "68de3880", "019e0005f220d0b9ca75"),
                        43,
                        new SliceHeader(
                                0,
                                new Start(0, 6, 0, 0),
                                field(PictureStructure.BOTTOM_FIELD, 2, OptionalInt.empty(), new CodedDeltas(0, 0)),
                                spatialB(Optional.of(new ActiveReferences(3, 1)), Optional.empty(), Optional.empty()),
                                Optional.empty(),
                                0,
                                3,
                                Optional.empty()),
                        new DerivedOfSlice(SliceType.B, 29, 4, 2)),
                sliceRow(
                        "BA1_FT_C.264: IDR picture, pic_order_cnt_type 2",
                        new SliceBytes("2742e01495a0582590", "28ce0472", "25b8023f818884"),
                        22,
                        new SliceHeader(
                                1,
                                new Start(0, 2, 0, 0),
                                frame(0, OptionalInt.of(1), new NotCoded()),
                                InterPrediction.NONE,
                                IDR,
                                0,
                                0,
                                deblocking(0, 0, 0)),
                        new DerivedOfSlice(SliceType.I, 30, 0, 0)),
                sliceRow(
                        "FM1_FT_E.264: pic_order_cnt_type 2, deblocking within slices",
                        new SliceBytes("6742a01445682c4e40", "68a3811c80", "21ed404b8c5dcc6a"),
                        32,
                        new SliceHeader(
                                1,
                                new Start(0, 0, 0, 0),
                                frame(106, OptionalInt.empty(), new NotCoded()),
                                p(Optional.empty(), List.of(), Optional.empty()),
                                SLIDING_WINDOW,
                                0,
                                -4,
                                deblocking(2, 0, 6)),
                        new DerivedOfSlice(SliceType.P, 26, 1, 0)),
                sliceRow(
                        "MR3_TANDBERG_B.264: six reordering and five marking operations",
                        new SliceBytes("2742a01f958422c4e4", "28c8f81988", "21e54c6223e95928e84218820823d37c604f"),
                        105,
                        new SliceHeader(
                                1,
                                new Start(0, 0, 0, 0),
                                frame(42, OptionalInt.empty(), new NotCoded()),
                                p(
                                        Optional.empty(),
                                        List.of(
                                                new RefPicListModification.Operation(0, 11),
                                                new RefPicListModification.Operation(1, 3),
                                                new RefPicListModification.Operation(2, 0),
                                                new RefPicListModification.Operation(0, 0),
                                                new RefPicListModification.Operation(1, 1),
                                                new RefPicListModification.Operation(0, 2)),
                                        Optional.empty()),
                                Optional.of(new Adaptive(List.of(
                                        new UnmarkShortTerm(6),
                                        new UnmarkShortTerm(7),
                                        new UnmarkShortTerm(11),
                                        new UnmarkShortTerm(15),
                                        new UnmarkShortTerm(16)))),
                                0,
                                0,
                                Optional.empty()),
                        new DerivedOfSlice(SliceType.P, 32, 15, 0)),
                sliceRow(
                        "freh10.264: IDR top field without deblocking",
                        new SliceBytes("2764001ead001b2b058492", "28e90809cc03", "258880005002bf99954e"),
                        42,
                        new SliceHeader(
                                1,
                                new Start(0, 7, 0, 0),
                                field(PictureStructure.TOP_FIELD, 0, OptionalInt.of(0), new CodedLsb(0, 0)),
                                InterPrediction.NONE,
                                IDR,
                                0,
                                0,
                                deblocking(1, 0, 0)),
                        new DerivedOfSlice(SliceType.I, 28, 0, 0)));
    }

    @ParameterizedTest
    @MethodSource("sliceHeaders")
    void sliceHeadersAreReadAndWritten(SliceBytes bytes, long bits, SliceHeader expected, DerivedOfSlice derived) {
        NalUnit unit = unit(bytes.slice);
        ParameterSets sets = bytes.parameterSets();
        byte[] rbsp = unit.rbsp();
        var reader = new BitReader(rbsp, 0, rbsp.length);
        SliceHeader header = SliceHeader.read(reader, unit.header(), sets);
        assertThat(header).isEqualTo(expected);
        assertThat(reader.bitPosition()).isEqualTo(bits);

        PictureParameterSet pps = sets.pps(header.picParameterSetId()).orElseThrow();
        SequenceParameterSet sps = sets.sps(pps.seqParameterSetId()).orElseThrow();
        assertThat(DerivedOfSlice.of(header, pps)).isEqualTo(derived);
        assertThat(header.mbaffFrameFlag(sps)).isEqualTo(sps.frameCoding() == FrameCoding.MACROBLOCK_ADAPTIVE);

        var writer = new BitWriter();
        header.write(writer, sps, pps);
        assertThat(writer.bitPosition()).isEqualTo(bits);
        int rest = (int) (-bits & 7);
        writer.put(rest, reader.peek(rest));
        assertThat(rbsp).startsWith(writer.toByteArray());

        int headerLength = 1 + (int) Math.ceilDiv(bits, 8L);
        assertPrefixesAreTruncated(unit, headerLength, prefix -> SliceHeader.read(prefix, sets));
    }

    private static void assertPrefixesAreTruncated(NalUnit unit, int until, Function<NalUnit, Object> read) {
        for (int length = 0; length < until; length++) {
            NalUnit prefix = new NalUnit(unit.data(), 0, length);
            var fault = catchThrowableOfType(H264Exception.class, () -> read.apply(prefix));
            assertThat(fault).as("prefix of %d bytes", length).isNotNull();
            assertThat(fault.kind())
                    .as("prefix of %d bytes: %s", length, fault)
                    .isEqualTo(H264Exception.Kind.TRUNCATED);
        }
    }

    private static NalUnit unit(String hex) {
        return NalUnit.of(HexFormat.of().parseHex(hex));
    }

    private static Arguments spsRow(String name, String hex, SequenceParameterSet sps, Derived derived) {
        return Arguments.argumentSet(name, hex, sps, derived);
    }

    private static SequenceParameterSet sps(
            String profileAndLevel,
            Optional<SequenceParameterSet.HighProfile> highProfile,
            int log2MaxFrameNumMinus4,
            PicOrderCntType picOrderCntType,
            int maxNumRefFrames,
            CodedSize codedSize,
            Optional<FrameCropping> frameCropping,
            Optional<VuiParameters> vuiParameters) {
        return new SequenceParameterSet(
                ProfileAndLevel.of(unit("67" + profileAndLevel)),
                0,
                highProfile,
                log2MaxFrameNumMinus4,
                picOrderCntType,
                maxNumRefFrames,
                false,
                codedSize,
                true,
                frameCropping,
                vuiParameters);
    }

    private static SequenceParameterSet withGaps(SequenceParameterSet sps) {
        return new SequenceParameterSet(
                sps.profileAndLevel(),
                sps.seqParameterSetId(),
                sps.highProfile(),
                sps.log2MaxFrameNumMinus4(),
                sps.picOrderCntType(),
                sps.maxNumRefFrames(),
                true,
                sps.codedSize(),
                sps.direct8x8InferenceFlag(),
                sps.frameCropping(),
                sps.vuiParameters());
    }

    private static SampleFormat format(int chromaFormatIdc, int bitDepth) {
        return new SampleFormat(chromaFormatIdc, false, bitDepth - 8, bitDepth - 8);
    }

    private static Optional<SequenceParameterSet.HighProfile> high(SampleFormat format) {
        return high(format, Optional.empty());
    }

    private static Optional<SequenceParameterSet.HighProfile> high(
            SampleFormat format, Optional<ScalingMatrix> scalingMatrix) {
        return Optional.of(new SequenceParameterSet.HighProfile(format, false, scalingMatrix));
    }

    private static Optional<ScalingMatrix> matrix(List<Optional<ScalingList>> lists) {
        return Optional.of(new ScalingMatrix(lists));
    }

    private static List<Optional<ScalingList>> fallBack(int lists) {
        return Collections.nCopies(lists, Optional.empty());
    }

    private static ScalingList list(Integer... deltaScales) {
        return new ScalingList(List.of(deltaScales));
    }

    private static final ReferenceDecoders NO_HRD = new ReferenceDecoders(Optional.empty(), Optional.empty(), false);

    /** The VUI of x264 at 25 Hz without options. */
    private static VuiParameters x264Vui(int log2MaxMvLength, int maxNumReorderFrames, int maxDecFrameBuffering) {
        return new VuiParameters(
                Optional.of(new AspectRatio(1, 0, 0)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Timing(1, 50, false)),
                NO_HRD,
                false,
                Optional.of(restriction(log2MaxMvLength, maxNumReorderFrames, maxDecFrameBuffering)));
    }

    private static BitstreamRestriction restriction(
            int log2MaxMvLength, int maxNumReorderFrames, int maxDecFrameBuffering) {
        return new BitstreamRestriction(
                true,
                0,
                0,
                new MotionVectorLimits(log2MaxMvLength, log2MaxMvLength),
                maxNumReorderFrames,
                maxDecFrameBuffering);
    }

    private static VuiParameters withPicStruct(VuiParameters vui) {
        return new VuiParameters(
                vui.aspectRatio(),
                vui.overscanAppropriateFlag(),
                vui.videoSignalType(),
                vui.chromaLocation(),
                vui.timing(),
                vui.hrd(),
                true,
                vui.bitstreamRestriction());
    }

    private static VuiParameters withFullRange(VuiParameters vui) {
        return new VuiParameters(
                vui.aspectRatio(),
                vui.overscanAppropriateFlag(),
                Optional.of(new VideoSignalType(5, true, Optional.empty())),
                vui.chromaLocation(),
                vui.timing(),
                vui.hrd(),
                vui.picStructPresentFlag(),
                vui.bitstreamRestriction());
    }

    private static VuiParameters withNalHrd(VuiParameters vui, HrdParameters hrd) {
        return new VuiParameters(
                vui.aspectRatio(),
                vui.overscanAppropriateFlag(),
                vui.videoSignalType(),
                vui.chromaLocation(),
                vui.timing(),
                new ReferenceDecoders(Optional.of(hrd), Optional.empty(), false),
                vui.picStructPresentFlag(),
                vui.bitstreamRestriction());
    }

    private static Arguments ppsRow(String name, String hex, PictureParameterSet pps) {
        return Arguments.argumentSet(name, hex, pps);
    }

    private static PictureParameterSet pps(
            EntropyCoding entropyCoding,
            SliceHeaderFields sliceHeaderFields,
            DefaultActiveReferences active,
            WeightedPrediction weightedPrediction,
            InitialQp initialQp,
            Optional<PictureParameterSet.HighProfile> highProfile) {
        return new PictureParameterSet(
                0, 0, entropyCoding, sliceHeaderFields, active, weightedPrediction, initialQp, false, highProfile);
    }

    private static Arguments sliceRow(
            String name, SliceBytes bytes, long headerBits, SliceHeader header, DerivedOfSlice derived) {
        return Arguments.argumentSet(name, bytes, headerBits, header, derived);
    }

    private static PictureId frame(int frameNum, OptionalInt idrPicId, PicOrderCnt picOrderCnt) {
        return field(PictureStructure.FRAME, frameNum, idrPicId, picOrderCnt);
    }

    private static PictureId field(
            PictureStructure structure, int frameNum, OptionalInt idrPicId, PicOrderCnt picOrderCnt) {
        return new PictureId(frameNum, structure, idrPicId, picOrderCnt, 0);
    }

    private static InterPrediction p(
            Optional<ActiveReferences> override,
            List<RefPicListModification.Operation> modification,
            Optional<PredWeightTable> weights) {
        return new InterPrediction(
                false,
                override,
                modification.isEmpty() ? Optional.empty() : Optional.of(new RefPicListModification(modification)),
                Optional.empty(),
                weights);
    }

    private static InterPrediction spatialB(
            Optional<ActiveReferences> override,
            Optional<RefPicListModification> modificationL0,
            Optional<RefPicListModification> modificationL1) {
        return new InterPrediction(true, override, modificationL0, modificationL1, Optional.empty());
    }

    private static Optional<RefPicListModification> modification(RefPicListModification.Operation operation) {
        return Optional.of(new RefPicListModification(List.of(operation)));
    }

    private static Optional<DeblockingFilter> deblocking(int idc, int alphaDiv2, int betaDiv2) {
        return Optional.of(new DeblockingFilter(idc, alphaDiv2, betaDiv2));
    }
}
