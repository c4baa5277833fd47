package dev.starling.edge.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Content in memory that is sent as it is. Its methods are called on the event loop of a connection. */
public interface KeptContent {
    /**
     * What answers a request.
     *
     * @param headers of the response, whose status is 200
     * @param body a buffer that the receiver releases
     */
    record Answer(HttpHeaders headers, ByteBuf body) {}

    /**
     * The answer to an unconditional GET request. If there is one, the request is counted.
     *
     * @param sent completes when the whole response is sent or the connection is closed
     * @return empty if the request needs more than what is in memory
     */
    Optional<Answer> find(HttpRequest request, Channel channel, CompletableFuture<Void> sent);

    /**
     * A response of which all was handed over.
     *
     * @param request its request
     * @param bytes of its body
     * @param sent as above
     * @param untilFirstByte since the start of the request
     */
    record Sending(HttpRequest request, int bytes, CompletableFuture<Void> sent, Duration untilFirstByte) {}

    /** Follows a response to its end. */
    void follow(Sending response, Channel channel);
}
