package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangesTest {
    private static final String CONTENT = "0123456789";
    private static final String ENTITY_TAG = "\"tag\"";

    private static ResponseHeadersBuilder whole() {
        return ResponseHeaders.builder(HttpStatus.OK)
                .setLong(HttpHeaderNames.CONTENT_LENGTH, CONTENT.length())
                .set(HttpHeaderNames.ETAG, ENTITY_TAG)
                .set(HttpHeaderNames.ACCEPT_RANGES, "bytes");
    }

    private static AggregatedHttpResponse ask(RequestHeaders headers, HttpResponse response) throws Exception {
        HttpRequest request = HttpRequest.of(headers);
        return new ByteRanges()
                .serve((context, its) -> response, ServiceRequestContext.of(request), request)
                .aggregate()
                .join();
    }

    private static RequestHeadersBuilder get(String range) {
        return RequestHeaders.builder(HttpMethod.GET, "/").set(HttpHeaderNames.RANGE, range);
    }

    /** The content in three parts. */
    private static HttpResponse inParts(ResponseHeaders headers) {
        return HttpResponse.of(headers, HttpData.ofUtf8("012"), HttpData.ofUtf8("34567"), HttpData.ofUtf8("89"));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, bytes 0-0/10",
        "bytes=0-9, 0123456789, bytes 0-9/10",
        "bytes=0-, 0123456789, bytes 0-9/10",
        "bytes=2-4, 234, bytes 2-4/10",
        "bytes=2-8, 2345678, bytes 2-8/10",
        "bytes=9-, 9, bytes 9-9/10",
        "bytes=8-100, 89, bytes 8-9/10",
        "bytes=-3, 789, bytes 7-9/10",
        "bytes=-100, 0123456789, bytes 0-9/10",
        "Bytes= 4-5 , 45, bytes 4-5/10",
        "bytes=3-999999999999999999, 3456789, bytes 3-9/10",
        "bytes=3-99999999999999999999, 3456789, bytes 3-9/10",
        "bytes=-99999999999999999999, 0123456789, bytes 0-9/10"
    })
    void oneRangeIsAnsweredWithItsBytes(String range, String bytes, String contentRange) throws Exception {
        for (HttpResponse response :
                List.of(inParts(whole().build()), HttpResponse.of(whole().build(), HttpData.ofUtf8(CONTENT)))) {
            AggregatedHttpResponse answer = ask(get(range).build(), response);
            assertThat(answer.status()).isEqualTo(HttpStatus.PARTIAL_CONTENT);
            assertThat(answer.contentUtf8()).isEqualTo(bytes);
            assertThat(answer.headers().get(HttpHeaderNames.CONTENT_RANGE)).isEqualTo(contentRange);
            assertThat(answer.headers().contentLength()).isEqualTo(bytes.length());
            assertThat(answer.headers().get(HttpHeaderNames.ETAG)).isEqualTo(ENTITY_TAG);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bytes=10-", "bytes=10-12", "bytes=-0", "bytes=999999999999999999-", "bytes=9999999999999999999-"
            })
    void aRangeOutsideTheContentIsNotSatisfiable(String range) throws Exception {
        AggregatedHttpResponse answer = ask(get(range).build(), inParts(whole().build()));
        assertThat(answer.status()).isEqualTo(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE);
        assertThat(answer.headers().get(HttpHeaderNames.CONTENT_RANGE)).isEqualTo("bytes */10");
        assertThat(answer.content().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=0-1,4-5",
                "bytes=5-4",
                "bytes=-",
                "bytes=",
                "bytes",
                "lines=0-1",
                "bytes=a-b",
                "bytes=+1-2",
                "bytes=0x1-2",
                "bytes=1-2-3",
                ""
            })
    void anythingElseIsIgnored(String range) throws Exception {
        assertWhole(ask(get(range).build(), inParts(whole().build())));
    }

    /** They make one list (RFC 9110, 5.3). */
    @Test
    void severalHeadersAreSeveralRanges() throws Exception {
        assertWhole(ask(get("bytes=0-0").add(HttpHeaderNames.RANGE, "bytes=2-2").build(), inParts(whole().build())));
    }

    @Test
    void ifRangeHoldsForTheSameContentOnly() throws Exception {
        RequestHeadersBuilder request = get("bytes=0-0");
        assertThat(ask(request.set(HttpHeaderNames.IF_RANGE, ENTITY_TAG).build(), inParts(whole().build()))
                        .status())
                .isEqualTo(HttpStatus.PARTIAL_CONTENT);
        for (String other : List.of("\"other\"", "W/" + ENTITY_TAG, "Sun, 06 Nov 1994 08:49:37 GMT", "*")) {
            assertWhole(ask(request.set(HttpHeaderNames.IF_RANGE, other).build(), inParts(whole().build())));
        }
    }

    @Test
    void onlyResponsesThatOfferRangesAreCut() throws Exception {
        RequestHeaders request = get("bytes=2-4").build();
        assertWhole(ask(
                request,
                inParts(whole().set(HttpHeaderNames.ACCEPT_RANGES, "none").build())));
        assertWhole(ask(
                request,
                inParts(whole().removeAndThen(HttpHeaderNames.ACCEPT_RANGES).build())));
        assertThat(ask(
                                request,
                                HttpResponse.of(
                                        whole().status(HttpStatus.NOT_MODIFIED).build()))
                        .status())
                .isEqualTo(HttpStatus.NOT_MODIFIED);
        RequestHeaders head = get("bytes=2-4").method(HttpMethod.HEAD).build();
        assertThat(ask(head, HttpResponse.of(whole().build())).status()).isEqualTo(HttpStatus.OK);
    }

    @Test
    void buffersAreReleased() throws Exception {
        List<ByteBuf> buffers = new ArrayList<>();
        for (String range : List.of("bytes=1-2", "bytes=0-9", "bytes=10-", "bytes=0-1,3-4")) {
            ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer();
            buffer.writeCharSequence(CONTENT, StandardCharsets.US_ASCII);
            buffers.add(buffer);
            ask(get(range).build(), HttpResponse.of(whole().build(), HttpData.wrap(buffer)));
        }
        assertThat(buffers).allSatisfy(buffer -> assertThat(buffer.refCnt()).isZero());
    }

    private static void assertWhole(AggregatedHttpResponse answer) {
        assertThat(answer.status()).isEqualTo(HttpStatus.OK);
        assertThat(answer.contentUtf8()).isEqualTo(CONTENT);
        assertThat(answer.headers().contains(HttpHeaderNames.CONTENT_RANGE)).isFalse();
    }
}
