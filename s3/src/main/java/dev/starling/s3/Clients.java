package dev.starling.s3;

import java.util.stream.Stream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Clients of S3, set up from the environment. */
final class Clients {
    private Clients() {}

    static S3Client create() {
        boolean elsewhere = isSet("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "aws.endpointUrlS3", "aws.endpointUrl");
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                // Stores that are not Amazon's need not know the checksums that the SDK would add by itself.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                // Nor names of hosts that begin with a bucket's.
                .forcePathStyle(elsewhere);
        if (elsewhere && !isSet("AWS_REGION", "AWS_DEFAULT_REGION", "aws.region")) {
            // Where regions mean nothing, requests are signed for this one.
            builder.region(Region.US_EAST_1);
        }
        return builder.build();
    }

    private static boolean isSet(String... names) {
        return Stream.of(names).anyMatch(it -> System.getenv(it) != null || System.getProperty(it) != null);
    }
}
