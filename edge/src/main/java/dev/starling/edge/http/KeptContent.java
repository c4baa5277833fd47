package dev.starling.edge.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
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
     * @param path of the request, percent-encoded, without query
     * @param sent completes when the whole response is sent or the connection is closed
     * @return empty if the request needs more than what is in memory
     */
    Optional<Answer> find(String path, Channel channel, CompletableFuture<Void> sent);

    /**
     * Follows a response from the moment when all of it was handed over.
     *
     * @param sent as above
     * @param untilFirstByte since the start of the request
     */
    void sending(Channel channel, CompletableFuture<Void> sent, Duration untilFirstByte);
}
