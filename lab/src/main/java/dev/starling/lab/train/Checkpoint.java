package dev.starling.lab.train;

import dev.starling.lab.LabException;
import dev.starling.swarm.pack.DurableFile;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UTFDataFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/**
 * A file that keeps a training over a break. It begins with a format and with what the training starts from; a file of
 * another one is refused. What follows is the training's own. The checksum is that of gzip.
 */
final class Checkpoint {
    private static final String FORMAT = "starling-training 1";
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final String training;

    /** Writes the state of a training. */
    interface Save {
        void to(DataOutputStream out) throws IOException;
    }

    /** Reads what {@link Save} wrote. */
    interface Restore {
        void from(DataInputStream in) throws IOException;
    }

    /** @param training what the training starts from; equal for equal ones */
    Checkpoint(Path file, String training) {
        this.file = file;
        this.training = training;
    }

    boolean exists() {
        return Files.exists(file);
    }

    /** Replaces the file at once. */
    void write(Save save) throws IOException {
        DurableFile.replace(file, (DurableFile.Content) bytes -> {
            GZIPOutputStream compressed = new GZIPOutputStream(bytes, BUFFER_BYTES);
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(compressed, BUFFER_BYTES));
            out.writeUTF(FORMAT);
            out.writeUTF(training);
            save.to(out);
            out.flush();
            compressed.finish();
        });
    }

    /**
     * Reads the file.
     *
     * @throws LabException if it is damaged, or of another training
     */
    void read(Restore restore) throws IOException {
        try (InputStream whole = open()) {
            // The checksum is compared before anything is used.
            whole.transferTo(OutputStream.nullOutputStream());
        } catch (EOFException | ZipException e) {
            throw damaged();
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(open(), BUFFER_BYTES))) {
            if (!in.readUTF().equals(FORMAT) || !in.readUTF().equals(training)) {
                throw new LabException(
                        file.toString(),
                        "the checkpoint of another training; give its options again, or delete the file");
            }
            restore.from(in);
        } catch (EOFException | UTFDataFormatException e) {
            throw damaged();
        }
    }

    private InputStream open() throws IOException {
        return new GZIPInputStream(Files.newInputStream(file), BUFFER_BYTES);
    }

    private LabException damaged() {
        return new LabException(file.toString(), "the checkpoint is damaged; delete the file to train anew");
    }

    /** The training has ended, so there is nothing to go on with. */
    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    static void write(DataOutputStream out, float[] values) throws IOException {
        for (float value : values) {
            out.writeFloat(value);
        }
    }

    static void write(DataOutputStream out, double[] values) throws IOException {
        for (double value : values) {
            out.writeDouble(value);
        }
    }

    static void fill(DataInputStream in, float[] values) throws IOException {
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readFloat();
        }
    }

    static void fill(DataInputStream in, double[] values) throws IOException {
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readDouble();
        }
    }
}
