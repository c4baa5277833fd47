package dev.starling.edge;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import java.util.Optional;

/**
 * Who may operate an edge.
 *
 * @param token what operators have; if empty, nobody is known to be one
 */
record Operators(Optional<AdminToken> token) {
    /** What a request without the token is told to bring. */
    static final String CHALLENGE = "Bearer realm=\"starling\"";

    /** Whether there is a token that a request does not have. */
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
}
