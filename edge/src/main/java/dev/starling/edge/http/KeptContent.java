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
    /** How a response ended. */
    enum Ended {
        /** The connection has taken all of it. */
        SENT,
        /** The connection was closed before. */
        BROKEN_OFF
    }

    /** What answers a request with the status 200. */
    interface Answer {
        /** The headers of the response. */
        HttpHeaders headers();

        /** A buffer that the receiver releases. */
        ByteBuf body();

        /** Follows the response, of which all was handed over, to its end. */
        void follow(Sending response);
    }

    /**
     * The answer to an unconditional GET request. If there is one, the request is counted.
     *
     * @param ended completes when the whole response is sent or the connection is closed
     * @return empty if the request needs more than what is in memory
     */
    Optional<? extends Answer> find(HttpRequest request, Channel channel, CompletableFuture<Ended> ended);

    /**
     * A response.
     *
     * @param request its request
     * @param bytes of its body
     * @param ended as above
     * @param untilFirstByte since the start of the request
     */
    record Sending(HttpRequest request, int bytes, CompletableFuture<Ended> ended, Duration untilFirstByte) {}
}
