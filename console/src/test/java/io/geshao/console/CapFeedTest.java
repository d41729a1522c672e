package io.geshao.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The Atom feed of CAP messages, read as an aggregator would. */
class CapFeedTest {
    private static final String ATOM = "http://www.w3.org/2005/Atom";

    @TempDir
    Path folder;

    @Test
    void feed_is_read_page_by_page_and_each_entry_leads_to_its_message()
            throws ParserConfigurationException, IOException, SAXException {
        try (RunningConsole console = RunningConsole.start(folder)) {
            List<String> messages = new ArrayList<>();
            String next = "/api/v1/cap?limit=2";
            int pages = 0;
            while (!next.isEmpty()) {
                Document page = parse(console.get(next));
                pages++;
                NodeList entries = page.getElementsByTagNameNS(ATOM, "entry");
                for (int i = 0; i < entries.getLength(); i++) {
                    messages.add(console.get(href((Element) entries.item(i), "alternate"))
                            .body());
                }
                next = href(page.getDocumentElement(), "next");
            }
            assertThat(pages).isEqualTo(2);
            assertThat(messages).containsExactly("<alert>2</alert>", "<alert>1</alert>", "<alert>0</alert>");
            assertThat(console.get("/api/v1/cap/none").statusCode()).isEqualTo(404);
            assertThat(console.get("/api/v1/cap?after=nonsense").statusCode()).isEqualTo(400);
        }
    }

    private static Document parse(HttpResponse<String> response)
            throws ParserConfigurationException, IOException, SAXException {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/atom+xml; charset=utf-8");
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(response.body().getBytes(StandardCharsets.UTF_8)));
    }

    /** Where the element's own link of a relation leads, or nothing. */
    private static String href(Element parent, String relation) {
        NodeList links = parent.getElementsByTagNameNS(ATOM, "link");
        for (int i = 0; i < links.getLength(); i++) {
            Element link = (Element) links.item(i);
            if (link.getParentNode() == parent && link.getAttribute("rel").equals(relation)) {
                return link.getAttribute("href");
            }
        }
        return "";
    }
}
