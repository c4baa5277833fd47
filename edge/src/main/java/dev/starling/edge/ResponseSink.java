package dev.starling.edge;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponseWriter;
import dev.starling.edge.delivery.ChunkSink;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/** Writes chunks to a response. */
record ResponseSink(HttpResponseWriter response) implements ChunkSink {
    @Override
    public void write(ByteBuf chunk) throws ClosedException {
        try {
            if (!response.tryWrite(HttpData.wrap(chunk))) {
                throw new ClosedException(new CancellationException("closed"));
            }
            response.whenConsumed().join();
        } catch (CompletionException | CancellationException e) {
            throw new ClosedException(e);
        }
    }

    @Override
    public void end() {
        response.close();
    }

    @Override
    public void pause(Duration time) throws ClosedException {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClosedException(e);
        }
        if (response.whenComplete().isCompletedExceptionally()) {
            throw new ClosedException(new CancellationException("closed"));
        }
    }
}
