package dev.starling.s3;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import software.amazon.awssdk.core.exception.SdkException;

/** Says in a few words why the SDK failed. Its own messages name Java objects, and no endpoint. */
final class FailureReason {
    private static final String NO_SETTING = "no AWS ";

    private FailureReason() {}

    /**
     * The reason of a failure.
     *
     * @param endpoint URL of the store, without a path
     */
    static String of(SdkException failure, String endpoint) {
        String reason = ofSettings(failure);
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException network && !reason.startsWith(NO_SETTING)) {
                return "cannot reach " + endpoint + ": " + of(network);
            }
        }
        return reason;
    }

    /** The reason of a failure before any request. */
    static String ofSettings(SdkException failure) {
        String message =
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        if (message.startsWith("Unable to load region")) {
            return NO_SETTING + "region; set AWS_REGION";
        }
        if (message.startsWith("Unable to load credentials")) {
            return NO_SETTING + "credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
        }
        return message;
    }

    private static String of(IOException network) {
        return switch (network) {
            case UnknownHostException _ -> "no such host";
            case SocketTimeoutException _ -> "no answer in time";
            case ConnectException refused ->
                String.valueOf(refused.getMessage()).toLowerCase(Locale.ROOT);
            default -> String.valueOf(network.getMessage());
        };
    }
}
