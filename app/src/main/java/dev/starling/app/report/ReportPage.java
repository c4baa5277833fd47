package dev.starling.app.report;

import dev.starling.app.plot.Markup;
import dev.starling.app.plot.Panels;
import java.util.List;
import java.util.Map;

/**
 * An HTML document that needs no other file and no script: headings, texts, facts, tables and figures, in this order.
 * Its colours follow the reader's choice of light or dark; on paper it is light, and all that is folded is open.
 */
final class ReportPage {
    private static final String STYLE = """
            :root{color-scheme:light dark;--ink:#222;--paper:#fff;--soft:#666;--line:#ddd}
            @media screen and (prefers-color-scheme:dark){
            :root{--ink:#e4e4e4;--paper:#16181c;--soft:#a4a9b1;--line:#3b3f46}}
            body{margin:0 auto;padding:1rem;max-width:60rem;font:1rem/1.5 system-ui,sans-serif;
            color:var(--ink);background:var(--paper)}
            h1{font-size:1.6rem;line-height:1.25}h2{margin-top:2rem;border-bottom:1px solid var(--line)}
            p,dd,dt{overflow-wrap:anywhere}
            dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:var(--soft)}dd{margin:0}
            figure{margin:1rem 0}figure svg{max-width:100%;height:auto}figcaption{color:var(--soft);font-size:.9rem}
            .scroll{overflow-x:auto}
            table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
            th,td{padding:.15rem .6rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
            th:first-child,td:first-child{text-align:left}tbody th{font-weight:normal}
            summary{cursor:pointer;padding:.3rem 0}
            @media screen and (max-width:44rem){figure{overflow-x:auto}figure svg{max-width:none;width:40rem}}
            @media(max-width:30rem){dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}}
            @media print{body{max-width:none;font-size:.8rem}figure,tr{break-inside:avoid}.scroll{overflow:visible}
            details::details-content{content-visibility:visible;block-size:auto}}
            """;

    private final String title;
    private final StringBuilder body = new StringBuilder();

    ReportPage(String title) {
        this.title = title;
    }

    void section(String heading) {
        element("h2", heading);
    }

    void part(String heading) {
        element("h3", heading);
    }

    void text(String text) {
        element("p", text);
    }

    /** Names with their values, in the map's order. */
    void facts(Map<String, String> facts) {
        body.append("<dl>\n");
        facts.forEach((name, value) -> {
            element("dt", name);
            element("dd", value);
        });
        body.append("</dl>\n");
    }

    void list(List<String> lines) {
        body.append("<ul>\n");
        lines.forEach(it -> element("li", it));
        body.append("</ul>\n");
    }

    /**
     * A table.
     *
     * @param caption what it shows
     * @param columns their names; the first one names the rows
     * @param rows a cell for each column
     */
    void table(String caption, List<String> columns, List<List<String>> rows) {
        body.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .append(Markup.escaped(caption))
                .append("\">\n<table>\n<caption>")
                .append(Markup.escaped(caption))
                .append("</caption>\n<thead><tr>");
        columns.forEach(it -> element("th scope=\"col\"", it));
        body.append("</tr></thead>\n<tbody>\n");
        for (List<String> row : rows) {
            body.append("<tr>");
            element("th scope=\"row\"", row.getFirst());
            row.subList(1, row.size()).forEach(it -> element("td", it));
            body.append("</tr>\n");
        }
        body.append("</tbody>\n</table>\n</div>\n");
    }

    /** The same, folded until the reader opens it; on paper it is open. */
    void foldedTable(String caption, List<String> columns, List<List<String>> rows) {
        body.append("<details>\n");
        element("summary", caption);
        table(caption, columns, rows);
        body.append("</details>\n");
    }

    void figure(Panels figure, String caption) {
        body.append("<figure tabindex=\"0\">\n").append(figure.svg());
        element("figcaption", caption);
        body.append("</figure>\n");
    }

    private void element(String tag, String text) {
        String name = tag.replaceFirst(" .*", "");
        body.append('<')
                .append(tag)
                .append('>')
                .append(Markup.escaped(text))
                .append("</")
                .append(name)
                .append(">\n");
    }

    /** The document. */
    String html() {
        String heading = Markup.escaped(title);
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                + "<title>" + heading + "</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n<main>\n<h1>"
                + heading + "</h1>\n" + body + "</main>\n</body>\n</html>\n";
    }
}
