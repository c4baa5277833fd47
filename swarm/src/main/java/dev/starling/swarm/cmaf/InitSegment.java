package dev.starling.swarm.cmaf;

import dev.starling.h264.syntax.AvcDecoderConfigurationRecord;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.title.ParameterSetPair;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.Optional;

/** CMAF headers (ISO/IEC 23000-19, 7.3.1): {@code ftyp} and {@code moov} of a track without samples. */
public final class InitSegment {
    /** The id of the only track of a CMAF track file. */
    static final int TRACK_ID = 1;
    /** The identity matrix of {@code tkhd} and {@code mvhd}. */
    private static final long[] UNITY_MATRIX = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};

    /** {@code volume} of {@code tkhd} in 8.8 fixed point. */
    private static final int FULL_VOLUME = 0x100;

    /** {@code language} of {@code mdhd}: {@code und}, three letters of five bits. */
    private static final int LANGUAGE_UNDETERMINED = 0x55C4;

    private InitSegment() {}

    /** The place of an H.264 track's parameter sets (ISO/IEC 14496-15, 5.3.3). */
    public enum ParameterSetPlace {
        /** In the sample entry only: {@code avc1}. */
        SAMPLE_ENTRY("avc1"),
        /** Also in the samples, where they may change: {@code avc3}. */
        IN_BAND("avc3");

        private final String fourCc;

        ParameterSetPlace(String fourCc) {
            this.fourCc = fourCc;
        }

        /** The type of the sample entry, and the first part of the codecs parameter of RFC 6381. */
        public String fourCc() {
            return fourCc;
        }
    }

    /**
     * The header of an H.264 track.
     *
     * @param size the picture size after cropping
     * @param parameterSets those of the (first) blend group
     * @param place {@code avc1} or {@code avc3}
     * @param timescale ticks per second
     * @throws dev.starling.h264.bits.H264Exception if the SPS is damaged
     */
    public static byte[] video(
            PictureSize size, ParameterSetPair parameterSets, ParameterSetPlace place, int timescale) {
        Boxes out = new Boxes(1024);
        fileType(out);
        movie(out, new Track("vide", timescale, Optional.of(size), 0, LANGUAGE_UNDETERMINED), () -> {
            out.fullBox("vmhd", 0, 1, () -> out.zeros(8));
            dataInformation(out);
            sampleTable(
                    out,
                    () -> out.box(place.fourCc(), () -> {
                        out.zeros(6).u16(1).zeros(16).u16(size.width()).u16(size.height());
                        out.u32(0x480000)
                                .u32(0x480000)
                                .u32(0)
                                .u16(1)
                                .zeros(32)
                                .u16(0x18)
                                .u16(0xFFFF);
                        out.box(
                                "avcC",
                                () -> out.raw(AvcDecoderConfigurationRecord.of(parameterSets.sps(), parameterSets.pps())
                                        .toByteArray()));
                    }));
        });
        return out.toByteArray();
    }

    /**
     * The properties of an AAC track.
     *
     * @param sampleRate in Hz, which is also the timescale
     * @param channels 1–8
     * @param language as in BCP 47
     */
    public record AudioFormat(int sampleRate, int channels, String language) {}

    /**
     * The header of an AAC track.
     *
     * @param audioSpecificConfig ISO/IEC 14496-3, 1.6.2.1
     * @param primingSamples samples before the first audible one; an edit list removes them
     */
    public static byte[] audio(byte[] audioSpecificConfig, AudioFormat format, int primingSamples) {
        int sampleRate = format.sampleRate();
        int channels = format.channels();
        Boxes out = new Boxes(1024);
        fileType(out);
        Track track = new Track("soun", sampleRate, Optional.empty(), primingSamples, languageCode(format.language()));
        movie(out, track, () -> {
            out.fullBox("smhd", 0, 0, () -> out.zeros(4));
            dataInformation(out);
            sampleTable(
                    out,
                    () -> out.box("mp4a", () -> {
                        out.zeros(6)
                                .u16(1)
                                .zeros(8)
                                .u16(channels)
                                .u16(16)
                                .zeros(4)
                                .u32((long) sampleRate << 16);
                        out.fullBox("esds", 0, 0, () -> elementaryStreamDescriptor(out, audioSpecificConfig));
                    }));
        });
        return out.toByteArray();
    }

    /** ES_Descriptor, ISO/IEC 14496-1, 7.2.6.5. */
    private static void elementaryStreamDescriptor(Boxes out, byte[] audioSpecificConfig) {
        int decoderSpecific = 2 + audioSpecificConfig.length;
        int decoderConfig = 2 + 13 + decoderSpecific;
        out.u8(0x03).u8(3 + decoderConfig + 3).u16(0).u8(0);
        out.u8(0x04).u8(13 + decoderSpecific).u8(0x40).u8(0x15).u24(0).u32(0).u32(0);
        out.u8(0x05).u8(audioSpecificConfig.length).raw(audioSpecificConfig);
        out.u8(0x06).u8(1).u8(2);
    }

    private static void fileType(Boxes out) {
        out.box(
                "ftyp",
                () -> out.fourCc("iso6").u32(0).fourCc("iso6").fourCc("cmfc").fourCc("mp41"));
    }

    /**
     * The properties of a track that all its boxes share.
     *
     * @param handler {@code handler_type}
     * @param timescale ticks per second
     * @param size the displayed size; empty for audio
     * @param skippedTicks the start of the media that an edit list skips; 0 for no edit list
     * @param language {@code language} of {@code mdhd}
     */
    private record Track(String handler, int timescale, Optional<PictureSize> size, int skippedTicks, int language) {}

    /** The code of ISO 639-2/T as ISO/IEC 14496-12, 8.4.2.3 packs it. */
    private static int languageCode(String tag) {
        String code;
        try {
            code = Locale.forLanguageTag(tag).getISO3Language();
        } catch (MissingResourceException noneOfThreeLetters) {
            return LANGUAGE_UNDETERMINED;
        }
        if (!code.matches("[a-z]{3}")) {
            return LANGUAGE_UNDETERMINED;
        }
        return (code.charAt(0) - 0x60) << 10 | (code.charAt(1) - 0x60) << 5 | (code.charAt(2) - 0x60);
    }

    private static void movie(Boxes out, Track track, Runnable mediaInformation) {
        out.box("moov", () -> {
            out.fullBox("mvhd", 0, 0, () -> {
                out.zeros(8)
                        .u32(track.timescale())
                        .u32(0)
                        .u32(0x10000)
                        .u16(0x100)
                        .zeros(10);
                matrix(out);
                out.zeros(24).u32(TRACK_ID + 1);
            });
            out.box("trak", () -> {
                out.fullBox("tkhd", 0, 0x7, () -> {
                    out.zeros(8).u32(TRACK_ID).zeros(4).u32(0).zeros(8).u16(0).u16(0);
                    out.u16(track.size().isPresent() ? 0 : FULL_VOLUME).u16(0);
                    matrix(out);
                    out.u32(track.size().map(it -> (long) it.width() << 16).orElse(0L));
                    out.u32(track.size().map(it -> (long) it.height() << 16).orElse(0L));
                });
                if (track.skippedTicks() > 0) {
                    out.box(
                            "edts",
                            () -> out.fullBox(
                                    "elst",
                                    0,
                                    0,
                                    () -> out.u32(1)
                                            .u32(0)
                                            .u32(track.skippedTicks())
                                            .u16(1)
                                            .u16(0)));
                }
                out.box("mdia", () -> {
                    out.fullBox(
                            "mdhd",
                            0,
                            0,
                            () -> out.zeros(8)
                                    .u32(track.timescale())
                                    .u32(0)
                                    .u16(track.language())
                                    .u16(0));
                    out.fullBox(
                            "hdlr",
                            0,
                            0,
                            () -> out.u32(0).fourCc(track.handler()).zeros(12).u8(0));
                    out.box("minf", mediaInformation);
                });
            });
            out.box(
                    "mvex",
                    () -> out.fullBox(
                            "trex", 0, 0, () -> out.u32(TRACK_ID).u32(1).zeros(12)));
        });
    }

    private static void dataInformation(Boxes out) {
        out.box("dinf", () -> out.fullBox("dref", 0, 0, () -> out.u32(1).fullBox("url ", 0, 1, () -> {})));
    }

    private static void sampleTable(Boxes out, Runnable sampleEntry) {
        out.box("stbl", () -> {
            out.fullBox("stsd", 0, 0, () -> {
                out.u32(1);
                sampleEntry.run();
            });
            out.fullBox("stts", 0, 0, () -> out.u32(0));
            out.fullBox("stsc", 0, 0, () -> out.u32(0));
            out.fullBox("stsz", 0, 0, () -> out.u32(0).u32(0));
            out.fullBox("stco", 0, 0, () -> out.u32(0));
        });
    }

    private static void matrix(Boxes out) {
        for (long value : UNITY_MATRIX) {
            out.u32(value);
        }
    }
}
