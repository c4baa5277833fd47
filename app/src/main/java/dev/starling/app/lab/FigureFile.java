package dev.starling.app.lab;

import dev.starling.app.command.CommandFiles;
import dev.starling.app.plot.Panels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The formats of figures. */
enum FigureFile {
    SVG,
    HTML;

    /**
     * The format of a file, by its name; empty without a file.
     *
     * @throws ParameterException if the name has another ending
     * @throws dev.starling.app.command.CommandException if the file cannot be written
     */
    static Optional<FigureFile> of(@Nullable Path file, CommandLine command) {
        if (file == null) {
            return Optional.empty();
        }
        String name = file.toString();
        if (!name.endsWith(".svg") && !name.endsWith(".html")) {
            throw new ParameterException(command, "--output must end in .svg or .html: " + file);
        }
        CommandFiles.requireWritable(file);
        return Optional.of(name.endsWith(".svg") ? SVG : HTML);
    }

    void write(Path file, Panels figure) throws IOException {
        String text = switch (this) {
            case SVG -> figure.svg();
            case HTML -> figure.html();
        };
        CommandFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
