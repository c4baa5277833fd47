package dev.starling.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A report, read as a reader sees it: it must be well-formed XML too, and load nothing. */
record Report(Document document) {
    static Report read(Path file) throws IOException, ParserConfigurationException, SAXException {
        String html = Files.readString(file);
        assertThat(html).startsWith("<!DOCTYPE html>").doesNotContain("<script", "<link", " src=", "@import", "url(");
        return new Report(DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(html))));
    }

    private List<Element> all(String tag) {
        return elements(document.getElementsByTagName(tag));
    }

    private static List<Element> elements(NodeList nodes) {
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    String heading() {
        return all("h1").getFirst().getTextContent();
    }

    List<String> sections() {
        return all("h2").stream().map(Element::getTextContent).toList();
    }

    String text() {
        return document.getDocumentElement().getTextContent();
    }

    Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        List<Element> values = all("dd");
        List<Element> names = all("dt");
        for (int i = 0; i < names.size(); i++) {
            facts.put(names.get(i).getTextContent(), values.get(i).getTextContent());
        }
        return facts;
    }

    /** The rows of the table with a caption. */
    List<List<String>> table(String caption) {
        Element table = all("table").stream()
                .filter(it -> it.getElementsByTagName("caption")
                        .item(0)
                        .getTextContent()
                        .equals(caption))
                .findFirst()
                .orElseThrow();
        Element body = (Element) table.getElementsByTagName("tbody").item(0);
        return elements(body.getElementsByTagName("tr")).stream()
                .map(row -> elements(row.getElementsByTagName("*")).stream()
                        .map(Element::getTextContent)
                        .toList())
                .toList();
    }

    /** The figures as SVG. */
    List<String> figures() throws TransformerException {
        Transformer transformer = TransformerFactory.newInstance().newTransformer();
        transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        List<String> figures = new ArrayList<>();
        for (Element svg : all("svg")) {
            StringWriter out = new StringWriter();
            transformer.transform(new DOMSource(svg), new StreamResult(out));
            figures.add(out.toString());
        }
        return figures;
    }
}
