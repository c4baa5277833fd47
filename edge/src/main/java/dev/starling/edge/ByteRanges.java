package dev.starling.edge;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers requests for one byte range (RFC 9110, 14) of responses that offer it with {@code Accept-Ranges: bytes}.
 * Requests for several ranges get the whole content, which the RFC allows.
 */
final class ByteRanges implements DecoratingHttpServiceFunction {
    /** The value of {@code Accept-Ranges} of a response that this decorator may cut. */
    static final String UNIT = "bytes";

    @Override
    public HttpResponse serve(HttpService delegate, ServiceRequestContext context, HttpRequest request)
            throws Exception {
        HttpResponse response = delegate.serve(context, request);
        Optional<Range> range = Range.of(request.headers().getAll(HttpHeaderNames.RANGE));
        if (range.isEmpty() || request.method() != HttpMethod.GET) {
            return response;
        }
        Cut cut = new Cut(range.get(), Optional.ofNullable(request.headers().get(HttpHeaderNames.IF_RANGE)));
        return response.mapHeaders(cut::headers).mapData(cut::data);
    }

    /**
     * A range specifier (14.1.1): {@code first-last}, {@code first-} or {@code -length}.
     *
     * @param first the first byte; empty for the last bytes of the content
     * @param second the last byte, or the number of bytes if there is no first; empty for the rest of the content
     */
    private record Range(Optional<Long> first, Optional<Long> second) {
        private static final Pattern FORM = Pattern.compile("(?i:bytes)=[ \t]*([0-9]*)-([0-9]*)[ \t]*");
        /** So many digits fit a {@code long}; no content has as many bytes as a number of more. */
        private static final int MAX_DIGITS = 18;

        /**
         * Empty for no range, several ranges, another unit or malformed text: the response stays whole.
         *
         * @param headers the values of {@code Range}, which make one list
         */
        static Optional<Range> of(List<String> headers) {
            Matcher matcher = FORM.matcher(String.join(",", headers));
            if (!matcher.matches()) {
                return Optional.empty();
            }
            Range range = new Range(number(matcher.group(1)), number(matcher.group(2)));
            boolean backwards = range.first.isPresent() && range.second.orElse(Long.MAX_VALUE) < range.first.get();
            boolean empty = range.first.isEmpty() && range.second.isEmpty();
            return backwards || empty ? Optional.empty() : Optional.of(range);
        }

        private static Optional<Long> number(String digits) {
            if (digits.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(Long.valueOf(digits.length() > MAX_DIGITS ? "9".repeat(MAX_DIGITS) : digits));
        }

        long from(long length) {
            return first.orElseGet(() -> Math.max(0, length - second.orElseThrow()));
        }

        long until(long length) {
            return first.isEmpty()
                    ? length
                    : Math.min(length, second.map(last -> last + 1).orElse(length));
        }
    }

    /** Cuts one response. */
    private static final class Cut {
        private final Range range;
        private final Optional<String> ifRange;
        /** The bytes to send, in the whole content. */
        private long from;

        private long until = Long.MAX_VALUE;
        /** Where the next data starts in the whole content. */
        private long at;

        Cut(Range range, Optional<String> ifRange) {
            this.range = range;
            this.ifRange = ifRange;
        }

        ResponseHeaders headers(ResponseHeaders whole) {
            long length = whole.getLong(HttpHeaderNames.CONTENT_LENGTH, -1);
            boolean offered = UNIT.equals(whole.get(HttpHeaderNames.ACCEPT_RANGES));
            if (!whole.status().equals(HttpStatus.OK) || !offered || length < 0 || !isCurrent(whole)) {
                return whole;
            }
            from = range.from(length);
            until = range.until(length);
            if (from >= until) {
                from = until;
                return whole.toBuilder()
                        .status(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
                        .set(HttpHeaderNames.CONTENT_RANGE, UNIT + " */" + length)
                        .setLong(HttpHeaderNames.CONTENT_LENGTH, 0)
                        .set(HttpHeaderNames.CACHE_CONTROL, Answers.NO_STORE)
                        .removeAndThen(HttpHeaderNames.CONTENT_ENCODING)
                        .removeAndThen(HttpHeaderNames.CONTENT_TYPE)
                        .removeAndThen(HttpHeaderNames.ETAG)
                        .build();
            }
            return whole.toBuilder()
                    .status(HttpStatus.PARTIAL_CONTENT)
                    .set(HttpHeaderNames.CONTENT_RANGE, UNIT + " " + from + "-" + (until - 1) + "/" + length)
                    .setLong(HttpHeaderNames.CONTENT_LENGTH, until - from)
                    .build();
        }

        /** If-Range (13.1.5): the client holds a part of this very content. Our responses have no other validator. */
        private boolean isCurrent(ResponseHeaders whole) {
            return ifRange.isEmpty() || ifRange.get().equals(whole.get(HttpHeaderNames.ETAG));
        }

        HttpData data(HttpData data) {
            long start = at;
            at += data.length();
            int first = Math.clamp(from - start, 0, data.length());
            int next = Math.clamp(until - start, first, data.length());
            if (first == 0 && next == data.length()) {
                return data;
            }
            try (data) {
                ByteBuf bytes = data.byteBuf();
                return HttpData.wrap(bytes.retainedSlice(bytes.readerIndex() + first, next - first))
                        .withEndOfStream(data.isEndOfStream());
            }
        }
    }
}
