package dev.starling.app.plot;

/** Text in SVG and HTML. */
public final class Markup {
    private Markup() {}

    /** A text as the content of an element, or as the value of an attribute in double quotes. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
