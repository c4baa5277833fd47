package dev.starling.edge;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.starling.edge.session.SessionId;
import dev.starling.edge.session.Sessions;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What operators may do with the sessions of all viewers: list and end them. */
final class SessionAdmin {
    private static final int DEFAULT_PAGE = 200;
    private static final int MAX_PAGE = 1_000;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final Sessions sessions;
    private final Operators operators;

    SessionAdmin(Sessions sessions, Operators operators) {
        this.sessions = sessions;
        this.operators = operators;
    }

    /** A page of the sessions, newest first. */
    HttpResponse list(ServiceRequestContext context, RequestHeaders request) {
        return guarded(request, () -> {
            long max = number(context.queryParam("limit"), "limit", DEFAULT_PAGE);
            if (max < 1 || max > MAX_PAGE) {
                throw new RequestException(HttpStatus.BAD_REQUEST, "limit must be 1 to " + MAX_PAGE + ".");
            }
            long before = number(context.queryParam("before"), "before", Long.MAX_VALUE);
            return Answers.json(HttpStatus.OK, sessions.page(before, (int) max));
        });
    }

    /** Ends a session. */
    HttpResponse end(SessionId id, RequestHeaders request) {
        return guarded(request, () -> {
            if (!sessions.end(id)) {
                throw new RequestException(HttpStatus.NOT_FOUND, "No such session.");
            }
            return HttpResponse.of(Answers.noContent().build());
        });
    }

    private HttpResponse guarded(RequestHeaders request, Supplier<HttpResponse> answer) {
        if (operators.token().isEmpty()) {
            return Answers.status(
                    HttpStatus.FORBIDDEN, "This needs an edge that was started with --admin-token-file FILE.");
        }
        return operators.mayNot(request) ? Operators.unauthorized() : answer.get();
    }

    private static long number(@Nullable String text, String name, long byDefault) {
        if (text == null) {
            return byDefault;
        }
        if (!NUMBER.matcher(text).matches()) {
            throw new RequestException(HttpStatus.BAD_REQUEST, name + " must be a whole number.");
        }
        return Long.parseLong(text);
    }
}
