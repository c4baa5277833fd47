package dev.starling.edge;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.starling.edge.upload.FolderEncodes;
import dev.starling.edge.upload.Job;
import dev.starling.edge.upload.UploadException;
import dev.starling.edge.upload.UploadId;
import dev.starling.edge.upload.Uploads;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes uploads by the protocol tus 1.0.0: its core with the extensions {@code creation} and {@code termination}. If
 * the edge has an admin token, only operators may upload; pages of other origins never may.
 */
final class UploadService {
    private static final String VERSION = "1.0.0";
    private static final String EXTENSIONS = "creation,termination";
    private static final String RESUMABLE = "tus-resumable";
    private static final String LENGTH = "upload-length";
    private static final String OFFSET = "upload-offset";
    private static final String METADATA = "upload-metadata";
    private static final String CONTENT_TYPE = "application/offset+octet-stream";
    private static final Pattern BYTES = Pattern.compile("0|[1-9][0-9]{0,17}");

    private final Optional<Uploads> uploads;
    private final Optional<FolderEncodes> encodes;
    private final AdminGate gate;

    /** @param encodes those that may run beside those of uploads */
    UploadService(Optional<Uploads> uploads, Optional<FolderEncodes> encodes, AdminGate gate) {
        this.uploads = uploads;
        this.encodes = encodes;
        this.gate = gate;
    }

    /**
     * What the edge takes: the answer to OPTIONS. Without uploads it has none of the protocol's headers; where an
     * operator's token is needed and missing, it has {@code WWW-Authenticate}.
     */
    ResponseHeadersBuilder describe(ResponseHeadersBuilder answer, RequestHeaders request) {
        if (uploads.isPresent()) {
            answer.set(RESUMABLE, VERSION)
                    .set("tus-version", VERSION)
                    .set("tus-extension", EXTENSIONS)
                    .set("tus-max-size", Long.toString(uploads.get().maxBytes()));
            if (gate.mayNot(request)) {
                answer.set(HttpHeaderNames.WWW_AUTHENTICATE, AdminGate.CHALLENGE);
            }
        }
        return answer;
    }

    /** The encodes of uploads, then others that make packages in the folder that is served. */
    HttpResponse jobs(RequestHeaders request) throws IOException {
        if (gate.mayNot(request)) {
            return AdminGate.unauthorized();
        }
        List<Job> jobs = new ArrayList<>(uploads.map(Uploads::jobs).orElse(List.of()));
        Set<String> ofUploads = jobs.stream().filter(Job::runs).map(Job::title).collect(Collectors.toSet());
        if (encodes.isPresent()) {
            encodes.get().jobs().stream()
                    .filter(it -> !ofUploads.contains(it.title()))
                    .forEach(jobs::add);
        }
        return Answers.json(HttpStatus.OK, jobs);
    }

    /** Begins an upload. */
    HttpResponse create(RequestHeaders request) throws IOException {
        return guarded(request, open -> {
            long bytes = bytes(request, LENGTH);
            UploadId id = open.create(fileName(request).orElse(""), bytes);
            return HttpResponse.of(answer(HttpStatus.CREATED)
                    .set(HttpHeaderNames.LOCATION, "uploads/" + id)
                    .build());
        });
    }

    /** Tells how far an upload is, appends to it, or removes it. */
    HttpResponse upload(UploadId id, HttpRequest request) throws IOException {
        RequestHeaders headers = request.headers();
        return guarded(headers, open -> {
            if (request.method() == HttpMethod.DELETE) {
                open.remove(id);
                return HttpResponse.of(answer(HttpStatus.NO_CONTENT).build());
            }
            if (request.method() == HttpMethod.PATCH) {
                return append(open, id, request);
            }
            Uploads.Progress progress = open.progress(id);
            return HttpResponse.of(answer(HttpStatus.OK)
                    .set(OFFSET, Long.toString(progress.offset()))
                    .set(LENGTH, Long.toString(progress.bytes()))
                    .build());
        });
    }

    private static HttpResponse append(Uploads open, UploadId id, HttpRequest request)
            throws UploadException, IOException {
        if (!CONTENT_TYPE.equals(request.headers().get(HttpHeaderNames.CONTENT_TYPE))) {
            throw new RequestException(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body must be " + CONTENT_TYPE + ".");
        }
        InputStream body = request.toInputStream(it -> it instanceof HttpData data ? data : HttpData.empty());
        // To close the stream does not always wake the thread that reads it.
        long offset = open.append(id, bytes(request.headers(), OFFSET), body, request::abort);
        return HttpResponse.of(
                answer(HttpStatus.NO_CONTENT).set(OFFSET, Long.toString(offset)).build());
    }

    private static ResponseHeadersBuilder answer(HttpStatus status) {
        return Answers.noContent().status(status).set(RESUMABLE, VERSION);
    }

    private interface Answer {
        HttpResponse of(Uploads open) throws UploadException, IOException;
    }

    private HttpResponse guarded(RequestHeaders request, Answer answer) throws IOException {
        if (uploads.isEmpty()) {
            return Answers.status(HttpStatus.FORBIDDEN, "This edge takes no uploads: start it with --upload-dir DIR.");
        }
        if (isOfAnotherOrigin(request)) {
            return Answers.status(HttpStatus.FORBIDDEN, "Pages of other origins may not upload.");
        }
        if (gate.mayNot(request)) {
            return AdminGate.unauthorized();
        }
        if (!VERSION.equals(request.get(RESUMABLE))) {
            return HttpResponse.of(
                    Answers.headers(HttpStatus.PRECONDITION_FAILED, Answers.TEXT, Answers.NO_STORE)
                            .set("tus-version", VERSION)
                            .build(),
                    HttpData.ofUtf8("This needs the header Tus-Resumable: " + VERSION + ".\n"));
        }
        try {
            return answer.of(uploads.get());
        } catch (UploadException e) {
            String message = String.valueOf(e.getMessage());
            return switch (e.kind()) {
                case UNKNOWN -> Answers.status(HttpStatus.NOT_FOUND, message);
                case OTHER_OFFSET -> Answers.status(HttpStatus.CONFLICT, message);
                case EMPTY -> Answers.status(HttpStatus.BAD_REQUEST, message);
                case TOO_LARGE -> Answers.status(HttpStatus.REQUEST_ENTITY_TOO_LARGE, message);
                case TOO_MANY -> Answers.unavailable(message);
                case DISK_FULL -> Answers.status(HttpStatus.INSUFFICIENT_STORAGE, message);
            };
        }
    }

    /** Browsers tell the origin of the page with every request that may change something (Fetch, 3.2). */
    private static boolean isOfAnotherOrigin(RequestHeaders request) {
        String origin = request.get(HttpHeaderNames.ORIGIN);
        if (origin == null) {
            return false;
        }
        try {
            return !String.valueOf(new URI(origin).getAuthority()).equalsIgnoreCase(request.authority());
        } catch (URISyntaxException opaque) {
            return true;
        }
    }

    private static long bytes(RequestHeaders request, String header) {
        String value = request.get(header, "");
        if (!BYTES.matcher(value).matches()) {
            throw new RequestException(HttpStatus.BAD_REQUEST, "The header " + header + " must be a number of bytes.");
        }
        return Long.parseLong(value);
    }

    /** The file's name in the metadata: pairs of a key and its value in Base64, separated by commas. */
    private static Optional<String> fileName(RequestHeaders request) {
        try {
            return Arrays.stream(request.get(METADATA, "").split(","))
                    .map(it -> it.strip().split(" ", 2))
                    .filter(it -> it.length == 2 && it[0].equals("filename"))
                    .map(it -> new String(Base64.getDecoder().decode(it[1].strip()), StandardCharsets.UTF_8))
                    .findFirst();
        } catch (IllegalArgumentException e) {
            throw new RequestException(
                    HttpStatus.BAD_REQUEST, "The header Upload-Metadata must have its values in Base64.");
        }
    }
}
