package dev.starling.edge;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.starling.edge.session.Sessions;

/**
 * Refuses requests while the edge stops, so that it ends when the last response in flight does. The probe of the
 * process is still answered: nothing must kill the edge meanwhile.
 */
final class Stopping implements DecoratingHttpServiceFunction {
    /** About how long a restart takes. */
    private static final int RETRY_AFTER_SECONDS = 5;

    private static final String HEALTH = new Route.Health().path();

    private final Sessions sessions;
    private volatile boolean stopping;

    Stopping(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Refuses all further requests and ends the live feeds, which would never end by themselves. */
    void begin() {
        stopping = true;
        sessions.end();
    }

    /** Whether further requests are refused. */
    boolean hasBegun() {
        return stopping;
    }

    @Override
    public HttpResponse serve(HttpService delegate, ServiceRequestContext context, HttpRequest request)
            throws Exception {
        if (!stopping || context.path().equals(HEALTH)) {
            return delegate.serve(context, request);
        }
        return HttpResponse.of(
                Answers.headers(HttpStatus.SERVICE_UNAVAILABLE, Answers.TEXT, Answers.NO_STORE)
                        .setInt(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS)
                        .set(HttpHeaderNames.CONNECTION, "close")
                        .build(),
                HttpData.ofUtf8("The edge is stopping.\n"));
    }
}
