package dev.starling.s3;

import java.util.stream.Stream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Creates S3 clients from the environment. */
final class Clients {
    private Clients() {}

    static S3Client create() {
        boolean elsewhere = isSet("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "aws.endpointUrlS3", "aws.endpointUrl");
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                // Stores other than Amazon's may not know the checksums that the SDK adds by default.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                // Nor may they accept host names that start with the bucket's name.
                .forcePathStyle(elsewhere);
        if (elsewhere && !isSet("AWS_REGION", "AWS_DEFAULT_REGION", "aws.region")) {
            // A store without regions: any one will do for signing requests.
            builder.region(Region.US_EAST_1);
        }
        return builder.build();
    }

    private static boolean isSet(String... names) {
        return Stream.of(names).anyMatch(it -> System.getenv(it) != null || System.getProperty(it) != null);
    }
}
