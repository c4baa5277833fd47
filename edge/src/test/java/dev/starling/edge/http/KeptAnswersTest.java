package dev.starling.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests are answered from memory and which go on, behind the codec of Netty. */
class KeptAnswersTest {
    private static final String PLAIN = "GET /kept HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String ANSWER = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nkept";
    private static final String OTHER = "GET /other HTTP/1.1\r\nHost: x\r\n\r\n";

    private final Memory memory = new Memory();
    private final Kernel kernel = new Kernel();
    private long nanos;
    private final EmbeddedChannel channel =
            new EmbeddedChannel(kernel, new HttpServerCodec(), new KeptAnswers(memory, () -> nanos));

    /** Has one resource. */
    private static final class Memory implements KeptContent {
        private final List<CompletableFuture<Ended>> sent = new ArrayList<>();
        private final List<ByteBuf> bodies = new ArrayList<>();
        private int sending;

        @Override
        public Optional<Answer> find(HttpRequest request, Channel channel, CompletableFuture<Ended> whenSent) {
            if (!request.uri().startsWith("/kept")) {
                return Optional.empty();
            }
            sent.add(whenSent);
            ByteBuf body = Unpooled.copiedBuffer("kept", StandardCharsets.US_ASCII);
            bodies.add(body);
            return Optional.of(new Answer() {
                @Override
                public HttpHeaders headers() {
                    return new DefaultHttpHeaders().set("content-length", 4);
                }

                @Override
                public ByteBuf body() {
                    return body;
                }

                @Override
                public void follow(Sending response) {
                    sending++;
                }
            });
        }
    }

    /** Takes bytes at once, or when it is told to. */
    private static final class Kernel extends ChannelOutboundHandlerAdapter {
        private final StringBuilder taken = new StringBuilder();
        private final List<ChannelPromise> waiting = new ArrayList<>();
        private boolean full;

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof ByteBuf bytes) {
                taken.append(bytes.toString(StandardCharsets.US_ASCII));
            }
            ReferenceCountUtil.release(message);
            waiting.add(promise);
            if (!full) {
                empty();
            }
        }

        void empty() {
            waiting.forEach(ChannelPromise::trySuccess);
            waiting.clear();
        }
    }

    @AfterEach
    void nothingIsLeft() {
        kernel.empty();
        channel.finishAndReleaseAll();
        assertThat(memory.sent).allMatch(CompletableFuture::isDone);
        assertThat(memory.bodies).allMatch(it -> it.refCnt() == 0);
    }

    private void receive(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    /** The targets of the requests that went on. */
    private List<String> passedOn() {
        List<String> targets = new ArrayList<>();
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            if (message instanceof HttpRequest request) {
                targets.add(request.uri());
            }
            ReferenceCountUtil.release(message);
        }
        return targets;
    }

    private void answerPassedOn(String body) {
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.copiedBuffer(body, StandardCharsets.US_ASCII));
        response.headers().set("content-length", body.length());
        channel.writeOutbound(response);
    }

    @Test
    void aPlainRequestIsAnsweredFromMemory() {
        receive(PLAIN);
        receive("GET /kept?CMCD=bl%3D100 HTTP/1.1\r\nHost: x\r\nConnection: Keep-Alive\r\nOrigin: http://y\r\n\r\n");
        assertThat(kernel.taken).hasToString(ANSWER + ANSWER);
        assertThat(passedOn()).isEmpty();
        assertThat(memory.sending).isEqualTo(2);
    }

    @Test
    void aRequestThatComesByteByByteIsAnsweredWhenItIsWhole() {
        for (int i = 0; i < PLAIN.length(); i++) {
            assertThat(kernel.taken).isEmpty();
            receive(PLAIN.substring(i, i + 1));
        }
        assertThat(kernel.taken).hasToString(ANSWER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /other HTTP/1.1\r\nHost: x\r\n\r\n",
                "HEAD /kept HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /kept HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
                "GET /kept HTTP/1.0\r\nHost: x\r\n\r\n",
                "GET /kept HTTP/1.1\r\n\r\n",
                "GET /kept HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                "GET /kept HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /kept HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
                "GET /kept HTTP/1.1\r\nHost: x\r\nRange: bytes=0-1\r\n\r\n",
                "GET /kept HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"a\"\r\n\r\n",
                "GET /kept HTTP/1.1\r\nHost: x\r\nIf-Range: \"a\"\r\n\r\n",
                "GET /kept HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n",
                "GET /kept HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na",
                "GET /kept HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET /kept HTTP/1.1\r\nHost: x\r\nb d: y\r\n\r\n",
            })
    void everythingElseGoesOn(String request) {
        receive(request);
        assertThat(passedOn()).hasSize(1);
        assertThat(kernel.taken).isEmpty();
    }

    @Test
    void requestsBehindOneThatGoesOnAreAnsweredInTheirOrder() {
        receive(PLAIN + OTHER + PLAIN);
        assertThat(kernel.taken).hasToString(ANSWER);
        assertThat(passedOn()).containsExactly("/other", "/kept");
        answerPassedOn("a");
        receive(PLAIN);
        assertThat(passedOn()).as("one is still not answered").containsExactly("/kept");
        answerPassedOn("b");
        answerPassedOn("c");
        kernel.taken.setLength(0);
        receive(PLAIN);
        assertThat(kernel.taken).hasToString(ANSWER);
    }

    @Test
    void aRequestBehindAResponseThatIsNotSentGoesOn() {
        kernel.full = true;
        receive(PLAIN + PLAIN);
        assertThat(passedOn()).containsExactly("/kept");
        assertThat(memory.sent).singleElement().matches(it -> !it.isDone());
    }

    @Test
    void anInformationalResponseAnswersNoRequest() {
        receive(OTHER);
        channel.writeOutbound(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        receive(PLAIN);
        assertThat(passedOn()).containsExactly("/other", "/kept");
    }

    @Test
    void theConnectionClosesWhenTheResponseIsSent() {
        kernel.full = true;
        receive(PLAIN);
        assertThat(memory.sent).singleElement().matches(it -> !it.isDone());
        var closed = channel.close();
        channel.runPendingTasks();
        assertThat(closed.isDone()).isFalse();
        kernel.empty();
        channel.runPendingTasks();
        assertThat(closed.isSuccess()).isTrue();
        assertThat(memory.sent).singleElement().matches(it -> it.join() == KeptContent.Ended.SENT);
    }

    @Test
    void armeriaSeesARequestNowAndThenSoThatItDoesNotTakeTheConnectionAsIdle() {
        receive(PLAIN);
        nanos = TimeUnit.SECONDS.toNanos(31);
        receive(PLAIN);
        assertThat(passedOn()).containsExactly("/kept");
        answerPassedOn("a");
        receive(PLAIN);
        assertThat(passedOn()).isEmpty();
    }
}
