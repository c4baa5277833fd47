package dev.starling.edge;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.starling.edge.session.Event;
import dev.starling.edge.session.Feed;
import dev.starling.edge.session.Session;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** A session's feed as server-sent events (HTML, 9.2). */
final class EventStream {
    /** After this time without events, a comment keeps the connection alive; writing it also detects closed clients. */
    private static final long HEARTBEAT_SECONDS = 15;

    private EventStream() {}

    static HttpResponse answer(Session session, ServiceRequestContext context, InstantSource clock, Executor executor) {
        Feed.Listener listener = session.listen()
                .orElseThrow(() -> new RequestException(HttpStatus.TOO_MANY_REQUESTS, "Too many listen already."));
        context.clearRequestTimeout();
        HttpResponseWriter response = HttpResponse.streaming();
        response.write(Answers.headers(HttpStatus.OK, "text/event-stream", Answers.NO_STORE)
                .build());
        executor.execute(() -> {
            try (listener) {
                send(response, text(new Event("session", session.explain(clock.instant()))));
                while (!session.ended()) {
                    Optional<Event> event = listener.next(HEARTBEAT_SECONDS);
                    send(response, event.map(EventStream::text).orElse(":\n\n"));
                }
                response.close();
            } catch (CompletionException | CancellationException clientGone) {
                response.close();
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                response.close();
            }
        });
        return response;
    }

    /** JSON has no line breaks, so one data line is enough. */
    private static String text(Event event) {
        return "event: " + event.name() + "\ndata: " + Answers.toJson(event.data()) + "\n\n";
    }

    private static void send(HttpResponseWriter response, String text) {
        if (!response.tryWrite(HttpData.ofUtf8(text))) {
            throw new CancellationException("closed");
        }
        response.whenConsumed().join();
    }
}
