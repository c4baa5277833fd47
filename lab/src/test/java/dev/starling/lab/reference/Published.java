package dev.starling.lab.reference;

import dev.starling.lab.Shared;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.trace.TraceReader;
import java.io.IOException;
import java.util.List;

/** The published logs and their traces. */
final class Published {
    static final int TRACES = 79;

    private Published() {}

    static List<PublishedLog> logsOf(String scheme) throws IOException {
        return PublishedLog.read(Shared.folder("abr").resolve("logs.csv")).stream()
                .filter(it -> it.scheme().equals(scheme))
                .toList();
    }

    static BandwidthTrace trace(PublishedLog log) throws IOException {
        return TraceReader.read(Shared.folder("traces").resolve("hsdpa-3g").resolve(log.trace()));
    }
}
