package dev.starling.edge;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells operators, who send the admin token, from others. */
final class AdminGate {
    /** What a request without the token is told to bring. */
    static final String CHALLENGE = "Bearer realm=\"starling\"";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final Optional<AdminToken> token;

    AdminGate(Optional<AdminToken> token) {
        this.token = token;
    }

    /** Answers operators. */
    interface Answer {
        /** The answer. */
        HttpResponse answer() throws IOException;
    }

    /** The answer, if the request has the token; without a token, nobody gets it. */
    HttpResponse guard(RequestHeaders request, Answer answer) throws IOException {
        if (token.isEmpty()) {
            return Answers.status(
                    HttpStatus.FORBIDDEN, "This needs an edge that was started with --admin-token-file FILE.");
        }
        return token.get().opens(request) ? answer.answer() : unauthorized();
    }

    /** Whether there is a token that a request does not have: what is open without a token asks this. */
    boolean mayNot(RequestHeaders request) {
        return token.isPresent() && !token.get().opens(request);
    }

    /** The answer to a request without the token. */
    static HttpResponse unauthorized() {
        return HttpResponse.of(
                Answers.headers(HttpStatus.UNAUTHORIZED, Answers.TEXT, Answers.NO_STORE)
                        .set(HttpHeaderNames.WWW_AUTHENTICATE, CHALLENGE)
                        .build(),
                HttpData.ofUtf8("This needs the header Authorization: Bearer TOKEN with the edge's admin token.\n"));
    }

    /** The argument {@code limit}: how much may be listed. */
    static int limit(ServiceRequestContext context, int byDefault, int most) {
        long limit = number(context, "limit", byDefault);
        if (limit < 1 || limit > most) {
            throw new RequestException(HttpStatus.BAD_REQUEST, "limit must be 1 to " + most + ".");
        }
        return (int) limit;
    }

    /** An argument of a request that is a whole number. */
    static long number(ServiceRequestContext context, String name, long byDefault) {
        String text = context.queryParam(name);
        if (text == null) {
            return byDefault;
        }
        if (!NUMBER.matcher(text).matches()) {
            throw new RequestException(HttpStatus.BAD_REQUEST, name + " must be a whole number.");
        }
        return Long.parseLong(text);
    }
}
