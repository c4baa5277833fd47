package dev.starling.edge.client;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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
        INTEGER(Pattern.compile("[0-9]{1,15}").asMatchPredicate()),
        DECIMAL(Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,3})?").asMatchPredicate()),
        BOOLEAN(Set.of("true", "false")::contains),
        STRING(Form::isString),
        OBJECT_TYPE(Set.of("m", "a", "v", "av", "i", "c", "tt", "k", "o")::contains),
        STREAMING_FORMAT(Set.of("d", "h", "s", "o")::contains),
        STREAM_TYPE(Set.of("v", "l")::contains);

        /** Has no state. */
        @SuppressWarnings("ImmutableEnumChecker")
        private final Predicate<String> form;

        Form(Predicate<String> form) {
            this.form = form;
        }

        boolean admits(String value) {
            return form.test(value);
        }

        /**
         * RFC 8941, 3.3.3. A loop: a regular expression with a choice in a repetition uses stack for each character.
         */
        private static boolean isString(String value) {
            int last = value.length() - 1;
            if (last < 1 || value.charAt(0) != '"' || value.charAt(last) != '"') {
                return false;
            }
            for (int i = 1; i < last; i++) {
                char c = value.charAt(i);
                if (c == '\\') {
                    i++;
                    if (i == last || (value.charAt(i) != '"' && value.charAt(i) != '\\')) {
                        return false;
                    }
                } else if (c == '"' || c < ' ' || c > '~') {
                    return false;
                }
            }
            return true;
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
