package dev.starling.edge.upload;

import java.util.regex.Pattern;

/**
 * The names that come from that of an uploaded file.
 *
 * @param title the name of the title, also the name of a folder: letters, digits, blanks and {@code ._-()}
 * @param extension that of the file with its dot, or empty
 */
record UploadName(String title, String extension) {
    private static final int MAX_TITLE_CHARACTERS = 80;
    private static final String NAMELESS = "upload";
    private static final Pattern EXTENSION = Pattern.compile("\\.[A-Za-z0-9]{1,8}$");
    private static final Pattern PATH = Pattern.compile("^.*[/\\\\]", Pattern.DOTALL);
    private static final Pattern UNUSUAL = Pattern.compile("[^\\p{L}\\p{M}\\p{N} ._()-]+");
    /** Hidden folders are not served, and no file system likes blanks or dots at the end of a name. */
    private static final Pattern ENDS = Pattern.compile("^[ .-]+|[ .-]+$");

    /** The names of a file, whatever a client calls it. */
    static UploadName of(String file) {
        String name = PATH.matcher(file).replaceFirst("");
        var found = EXTENSION.matcher(name);
        String extension = found.find() && found.start() > 0 ? found.group() : "";
        String plain = UNUSUAL.matcher(name.substring(0, name.length() - extension.length()))
                .replaceAll("-");
        String title = trimmed(plain);
        int end = Math.min(title.length(), MAX_TITLE_CHARACTERS);
        if (end < title.length() && Character.isHighSurrogate(title.charAt(end - 1))) {
            end--;
        }
        String shortened = trimmed(title.substring(0, end));
        return new UploadName(shortened.isEmpty() ? NAMELESS : shortened, extension);
    }

    private static String trimmed(String name) {
        return ENDS.matcher(name).replaceAll("");
    }

    /** The name of the uploaded file: what the encode calls the title. */
    String file() {
        return title + extension;
    }
}
