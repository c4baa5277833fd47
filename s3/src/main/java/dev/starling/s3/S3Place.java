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
 * A bucket, and what all keys in it begin with. Every failure is an {@link IOException} of one line that names the
 * object.
 *
 * @param client shared by all places that come from one
 * @param bucket its name
 * @param prefix empty, or the part of the key that names this place, without a slash at its end
 */
record S3Place(S3Client client, String bucket, String prefix) {
    private static final int PRECONDITION_FAILED = 412;
    /** Somebody else writes the same object at this moment. */
    private static final int CONFLICT = 409;

    /** A small object as it was read. */
    @SuppressWarnings("ArrayRecordComponent") // passed on at once, never compared
    record Read(byte[] content, String entityTag) {}

    /**
     * The place of a URI.
     *
     * @throws IOException if there is no client: no region, no endpoint
     */
    static S3Place of(URI uri) throws IOException {
        String path = uri.getPath() == null ? "" : uri.getPath();
        try {
            return new S3Place(Clients.create(), uri.getHost(), path.replaceAll("^/+|/+$", ""));
        } catch (SdkException e) {
            throw new IOException(uri + ": " + firstLine(e), e);
        }
    }

    /** A place below this one. */
    S3Place below(String name) {
        return new S3Place(client, bucket, key(name));
    }

    private String key(String name) {
        return prefix.isEmpty() ? name : name.isEmpty() ? prefix : prefix + "/" + name;
    }

    /** Where an object is, for people. */
    String location(String name) {
        return "s3://" + bucket + "/" + key(name);
    }

    /** An object's bytes as they come; empty name: the object that this place itself names. */
    InputStream open(String name) throws IOException {
        return openIfThere(name).orElseThrow(() -> new IOException(location(name) + ": no such object"));
    }

    /** An object's bytes as they come, if it is there. */
    Optional<InputStream> openIfThere(String name) throws IOException {
        try {
            return Optional.of(client.getObject(request(name)));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (SdkException e) {
            throw failure(name, e);
        }
    }

    /** A whole object, if it is there. */
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

    /** Writes an object, whole or not at all, over whatever is there. */
    void write(String name, byte[] content) throws IOException {
        try {
            client.putObject(
                    PutObjectRequest.builder().bucket(bucket).key(key(name)).build(), RequestBody.fromBytes(content));
        } catch (SdkException e) {
            throw failure(name, e);
        }
    }

    /**
     * Writes an object if what is there is still what it was.
     *
     * @param before the entity tag of what may be replaced; empty if there must be nothing
     * @return whether it was written; if not, there is something else
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
     * The names directly below this place, one page after the other.
     *
     * @return objects, and after them what has more below it, with a slash at its end
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
        return new IOException(location(name) + ": " + firstLine(e), e);
    }

    private static String firstLine(SdkException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    @Override
    public String toString() {
        return location("");
    }
}
