package dev.starling.edge.client;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The reserved keys of CMCD version 1 (CTA-5004, table 1) with the forms of their values. */
public enum CmcdKey {
    /** Encoded bitrate, kbit/s. */
    BR(Form.INTEGER),
    /** Buffer length, ms. */
    BL(Form.INTEGER),
    /** Buffer starvation since the last request. */
    BS(Form.BOOLEAN),
    /** Content ID. */
    CID(Form.STRING),
    /** Object duration, ms. */
    D(Form.INTEGER),
    /** Deadline, ms: the first sample of the object must arrive within this time to avoid a stall. */
    DL(Form.INTEGER),
    /** Measured throughput, kbit/s. */
    MTP(Form.INTEGER),
    /** Next object request, a relative path. */
    NOR(Form.STRING),
    /** Next range request. */
    NRR(Form.STRING),
    /** Object type: manifest, audio, video, both, init segment, caption, subtitles, key, other. */
    OT(Form.OBJECT_TYPE),
    /** Playback rate; 1 is real time. */
    PR(Form.DECIMAL),
    /** Requested maximum throughput, kbit/s. */
    RTP(Form.INTEGER),
    /** Streaming format: DASH, HLS, smooth, other. */
    SF(Form.STREAMING_FORMAT),
    /** Session ID. */
    SID(Form.STRING),
    /** Stream type: video on demand or live. */
    ST(Form.STREAM_TYPE),
    /** Startup: the object is needed urgently because of startup, seeking or an empty buffer. */
    SU(Form.BOOLEAN),
    /** Highest bitrate that the client can play, kbit/s. */
    TB(Form.INTEGER),
    /** Version of this specification; absent means 1. */
    V(Form.INTEGER);

    /** The forms of values. */
    enum Form {
        /** Below 10^15 (RFC 8941, 3.3.1). */
        INTEGER("[0-9]{1,15}"),
        DECIMAL("[0-9]{1,12}(\\.[0-9]{1,3})?"),
        BOOLEAN("true|false"),
        STRING("\"([ !#-\\[\\]-~]|\\\\[\"\\\\])*\""),
        OBJECT_TYPE("m|a|v|av|i|c|tt|k|o"),
        STREAMING_FORMAT("d|h|s|o"),
        STREAM_TYPE("v|l");

        private final Pattern pattern;

        Form(String pattern) {
            this.pattern = Pattern.compile(pattern);
        }

        boolean admits(String value) {
            return pattern.matcher(value).matches();
        }
    }

    private final Form form;

    CmcdKey(Form form) {
        this.form = form;
    }

    Form form() {
        return form;
    }

    /** The key as written in a payload. */
    public String token() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Finds a key by its token; empty for custom keys and keys of later versions. */
    static Optional<CmcdKey> of(String token) {
        for (CmcdKey key : values()) {
            if (key.token().equals(token)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }
}
