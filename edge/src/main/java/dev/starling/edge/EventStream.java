package dev.starling.edge;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.starling.edge.session.Event;
import dev.starling.edge.session.Feed;
import dev.starling.edge.session.Session;
import dev.starling.edge.session.SessionReport.Live;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A session's feed as server-sent events (HTML, 9.2). */
final class EventStream {
    /** The time between two looks at the rates of the path. */
    private static final Duration LOOK = Duration.ofMillis(250);
    /** After so many looks without events, path and buffer are told in any case: this also detects closed clients. */
    private static final int QUIET_LOOKS = 4;

    private final Session session;
    private final Duration eventTime;
    private final InstantSource clock;

    /** @param eventTime the longest time in which a client must take an event */
    EventStream(Session session, Duration eventTime, InstantSource clock) {
        this.session = session;
        this.eventTime = eventTime;
        this.clock = clock;
    }

    HttpResponse answer(ServiceRequestContext context, HttpMethod method, Executor executor) {
        ResponseHeaders headers = Answers.headers(HttpStatus.OK, "text/event-stream", Answers.NO_STORE)
                .build();
        if (method == HttpMethod.HEAD) {
            return Answers.headOfStream(headers);
        }
        Feed.Listener listener = session.listen()
                .orElseThrow(() -> new RequestException(HttpStatus.TOO_MANY_REQUESTS, "Too many listen already."));
        context.clearRequestTimeout();
        HttpResponseWriter response = HttpResponse.streaming();
        response.write(headers);
        executor.execute(() -> {
            try (listener) {
                tellUntilEnd(response, listener);
                response.close();
            } catch (ExecutionException | TimeoutException | CancellationException clientGone) {
                response.abort();
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                response.close();
            }
        });
        return response;
    }

    private void tellUntilEnd(HttpResponseWriter response, Feed.Listener listener)
            throws ExecutionException, InterruptedException, TimeoutException {
        send(response, text(new Event("session", session.explain(clock.instant()))));
        Live told = session.live(clock.instant());
        int quietLooks = 0;
        long nextLook = System.nanoTime() + LOOK.toNanos();
        while (!session.ended()) {
            Duration untilLook = Duration.ofNanos(Math.max(0, nextLook - System.nanoTime()));
            Optional<Event> event = listener.next(untilLook);
            if (event.equals(Optional.of(Event.END))) {
                return;
            }
            if (event.isPresent()) {
                send(response, text(event.get()));
                told = event.get().data() instanceof Live live ? live : told;
                quietLooks = 0;
            }
            if (System.nanoTime() - nextLook < 0) {
                continue;
            }
            nextLook = System.nanoTime() + LOOK.toNanos();
            quietLooks++;
            Live now = session.live(clock.instant());
            if (quietLooks >= QUIET_LOOKS || now.hasOtherRates(told)) {
                send(response, text(Session.event(now)));
                told = now;
                quietLooks = 0;
            }
        }
    }

    /** JSON has no line breaks, so one data line is enough. */
    private static String text(Event event) {
        return "event: " + event.name() + "\ndata: " + Answers.toJson(event.data()) + "\n\n";
    }

    private void send(HttpResponseWriter response, String text)
            throws ExecutionException, InterruptedException, TimeoutException {
        if (!response.tryWrite(HttpData.ofUtf8(text))) {
            throw new CancellationException("closed");
        }
        response.whenConsumed().get(eventTime.toMillis(), TimeUnit.MILLISECONDS);
    }
}
