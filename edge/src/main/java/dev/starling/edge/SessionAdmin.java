package dev.starling.edge;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.starling.edge.session.SessionId;
import dev.starling.edge.session.Sessions;
import java.io.IOException;

/** What operators may do with the sessions of all viewers: list and end them. */
final class SessionAdmin {
    private static final int DEFAULT_PAGE = 200;
    private static final int MAX_PAGE = 1_000;

    private final Sessions sessions;
    private final AdminGate gate;

    SessionAdmin(Sessions sessions, AdminGate gate) {
        this.sessions = sessions;
        this.gate = gate;
    }

    /** A page of the sessions, newest first. */
    HttpResponse list(ServiceRequestContext context, RequestHeaders request) throws IOException {
        return gate.guard(request, () -> {
            int max = AdminGate.limit(context, DEFAULT_PAGE, MAX_PAGE);
            long before = AdminGate.number(context, "before", Long.MAX_VALUE);
            return ContentCodings.json(request, sessions.page(before, max));
        });
    }

    /** Ends a session. */
    HttpResponse end(SessionId id, RequestHeaders request) throws IOException {
        return gate.guard(request, () -> {
            if (!sessions.end(id)) {
                throw new RequestException(HttpStatus.NOT_FOUND, "No such session.");
            }
            return HttpResponse.of(Answers.noContent().build());
        });
    }
}
