package dev.starling.edge;

import com.linecorp.armeria.common.HttpStatus;

/** Ends a request with an error. The message is the body of the response, so it must be safe for the client. */
final class RequestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient HttpStatus status;

    RequestException(HttpStatus status, String message) {
        super(message);
        this.status = status;
    }

    HttpStatus status() {
        return status;
    }
}
