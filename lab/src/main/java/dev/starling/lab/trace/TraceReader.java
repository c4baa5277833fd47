package dev.starling.lab.trace;

import dev.starling.lab.LabException;
import dev.starling.swarm.pack.WholeFile;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads network traces. The content decides the format, after gzip has been removed:
 *
 * <ul>
 *   <li><b>JSON list</b> (Sabre): {@code duration_ms}, {@code bandwidth_kbps} and optionally {@code latency_ms} of each
 *       period.
 *   <li><b>Two or more columns</b> ("cooked" text, as Pensieve has it): time in seconds and bandwidth in Mbit/s. A line
 *       is the bandwidth from the time of the line before until its own time, so the first line only sets the start.
 *       Further columns are ignored.
 *   <li><b>{@code value,unit}</b> lines (NYU-METS): the bandwidth of one second each.
 *   <li><b>One column</b> (mahimahi): the millisecond at which a packet of 1500 bytes may leave.
 * </ul>
 */
public final class TraceReader {
    /** More than any collection has; a limit because gzip can inflate a small file to any size. */
    static final int MAX_BYTES = 256 << 20;

    private TraceReader() {}

    /**
     * Reads a file.
     *
     * @throws LabException if the content is no trace, with the file and the line
     * @throws IOException if the file cannot be read
     */
    public static BandwidthTrace read(Path file) throws IOException {
        return read(file.toString(), WholeFile.read(file, MAX_BYTES));
    }

    /**
     * Reads the content of a file.
     *
     * @param name of the file, for errors
     * @throws LabException if the content is no trace
     */
    public static BandwidthTrace read(String name, byte[] content) {
        TraceText text = new TraceText(name, new String(plain(name, content), StandardCharsets.ISO_8859_1));
        String first = text.firstLine();
        try {
            if (first.startsWith("[")) {
                return SabreJson.parse(text);
            }
            if (first.contains(",")) {
                return RateCsv.parse(text);
            }
            return first.contains(" ") || first.contains("\t") ? CookedText.parse(text) : MahimahiPackets.parse(text);
        } catch (IllegalArgumentException e) {
            throw new LabException(name, String.valueOf(e.getMessage()));
        }
    }

    private static byte[] plain(String name, byte[] content) {
        byte[] plain = content;
        if (content.length >= 2 && (content[0] & 0xff) == 0x1f && (content[1] & 0xff) == 0x8b) {
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
                plain = in.readNBytes(MAX_BYTES + 1);
            } catch (EOFException e) {
                throw new LabException(name, "the gzip data is cut off");
            } catch (ZipException e) {
                throw new LabException(name, "the gzip data is damaged: " + e.getMessage());
            } catch (IOException e) {
                throw new LabException(name, "the gzip data cannot be read: " + e.getMessage());
            }
        }
        if (plain.length > MAX_BYTES) {
            throw new LabException(name, "larger than " + (MAX_BYTES >> 20) + " MiB");
        }
        return plain;
    }
}
