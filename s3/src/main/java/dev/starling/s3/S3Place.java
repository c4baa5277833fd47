package dev.starling.s3;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A bucket and a key prefix. Every failure is an {@link IOException} whose message is one line and names the object.
 *
 * @param client shared with all places derived from this one
 * @param bucket name of the bucket
 * @param prefix start of all keys, without a slash at its end; empty for the whole bucket
 */
record S3Place(S3Client client, String bucket, String prefix) {
    private static final int PRECONDITION_FAILED = 412;
    /** Another client is writing the same object at this moment. */
    private static final int CONFLICT = 409;

    /** The content of a small object. */
    @SuppressWarnings("ArrayRecordComponent") // passed on at once, never compared
    record Read(byte[] content, String entityTag) {}

    /**
     * The place of a URI.
     *
     * @throws IOException if no client can be created, for want of a region or an endpoint
     */
    static S3Place of(URI uri) throws IOException {
        String path = uri.getPath() == null ? "" : uri.getPath();
        try {
            return new S3Place(Clients.create(), uri.getHost(), path.replaceAll("^/+|/+$", ""));
        } catch (SdkException e) {
            throw new IOException(uri + ": " + FailureReason.ofSettings(e), e);
        }
    }

    /** A place below this one. */
    S3Place below(String name) {
        return new S3Place(client, bucket, key(name));
    }

    private String key(String name) {
        return prefix.isEmpty() ? name : name.isEmpty() ? prefix : prefix + "/" + name;
    }

    /** The location of an object, for messages. */
    String location(String name) {
        return "s3://" + bucket + "/" + key(name);
    }

    /** A stream of an object's bytes; an empty name stands for the object that this place itself names. */
    InputStream open(String name) throws IOException {
        return openIfThere(name).orElseThrow(() -> new IOException(location(name) + ": no such object"));
    }

    /** A stream of an object's bytes, if the object exists. */
    Optional<InputStream> openIfThere(String name) throws IOException {
        try {
            return Optional.of(client.getObject(request(name)));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (SdkException e) {
            throw failure(name, e);
        }
    }

    /** A whole object, if it exists. */
    Optional<Read> read(String name) throws IOException {
        try {
            var object = client.getObjectAsBytes(request(name));
            return Optional.of(
                    new Read(object.asByteArrayUnsafe(), object.response().eTag()));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (SdkException e) {
            throw failure(name, e);
        }
    }

    private GetObjectRequest request(String name) {
        return GetObjectRequest.builder().bucket(bucket).key(key(name)).build();
    }

    /** Writes an object atomically, replacing any that is there. */
    void write(String name, byte[] content) throws IOException {
        try {
            client.putObject(
                    PutObjectRequest.builder().bucket(bucket).key(key(name)).build(), RequestBody.fromBytes(content));
        } catch (SdkException e) {
            throw failure(name, e);
        }
    }

    /**
     * Writes an object, unless another one has been written there.
     *
     * @param before entity tag of the object that may be replaced; empty if there must be none
     * @return whether the object was written
     */
    boolean writeIf(String name, byte[] content, Optional<String> before) throws IOException {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(bucket).key(key(name));
        PutObjectRequest conditional =
                (before.isPresent() ? request.ifMatch(before.get()) : request.ifNoneMatch("*")).build();
        try {
            client.putObject(conditional, RequestBody.fromBytes(content));
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() == PRECONDITION_FAILED || e.statusCode() == CONFLICT) {
                return false;
            }
            throw failure(name, e);
        } catch (SdkException e) {
            throw failure(name, e);
        }
    }

    /**
     * The names directly below this place.
     *
     * @return objects, then folders, whose names end in a slash
     */
    List<String> names() throws IOException {
        String start = prefix.isEmpty() ? "" : prefix + "/";
        try {
            List<ListObjectsV2Response> pages =
                    client
                            .listObjectsV2Paginator(
                                    it -> it.bucket(bucket).prefix(start).delimiter("/"))
                            .stream()
                            .toList();
            var objects = pages.stream().flatMap(it -> it.contents().stream()).map(it -> it.key());
            var folders =
                    pages.stream().flatMap(it -> it.commonPrefixes().stream()).map(CommonPrefix::prefix);
            return Stream.concat(objects, folders)
                    .map(it -> it.substring(start.length()))
                    .filter(it -> !it.isEmpty())
                    .toList();
        } catch (SdkException e) {
            throw failure("", e);
        }
    }

    private IOException failure(String name, SdkException e) {
        return new IOException(location(name) + ": " + FailureReason.of(e, endpoint()), e);
    }

    /** URL of the store, without bucket and key. */
    private String endpoint() {
        return client.utilities()
                .getUrl(it -> it.bucket(bucket).key("-"))
                .toString()
                .replaceFirst("^(\\w+://[^/]+)/.*", "$1");
    }

    @Override
    public String toString() {
        return location("");
    }
}
