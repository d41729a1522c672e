package io.geshao.console.api;

import io.geshao.casework.CapBulletin;
import io.geshao.casework.port.CapFeed;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Query;
import io.geshao.console.http.Reason;
import io.geshao.console.http.Refusal;
import io.geshao.console.http.Token;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Emergencies for other systems: CAP 1.2 messages and an Atom feed of them (RFC 4287). */
public final class CapAnswers {
    private static final String LIST = "cap";
    private static final String ATOM = "http://www.w3.org/2005/Atom";
    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newFactory();

    private final CapFeed feed;

    public CapAnswers(CapFeed feed) {
        this.feed = feed;
    }

    public Answer feed(Call call) {
        Query query = call.query();
        List<String> after = query.after(LIST, 1);
        int limit = query.limit(50, 200);
        query.finish();
        long before = after == null ? Long.MAX_VALUE : Token.number(after.get(0));
        Page<CapBulletin> page =
                Page.of(feed.before(before, limit + 1), limit, bulletin -> Token.of(LIST, bulletin.position()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            write(FACTORY.createXMLStreamWriter(bytes, "UTF-8"), page);
        } catch (XMLStreamException e) {
            throw new IllegalStateException("memory does not fail to be written", e);
        }
        return Answer.of(200, "application/atom+xml; charset=utf-8", bytes.toByteArray());
    }

    public Answer one(Call call) {
        call.query().finish();
        return feed.find(call.path("identifier"))
                .map(bulletin -> Answer.of(
                        200,
                        "application/cap+xml; charset=utf-8",
                        bulletin.xml().getBytes(StandardCharsets.UTF_8)))
                .orElseThrow(() -> Refusal.of(Reason.NO_SUCH_MESSAGE, "no message has this identifier"));
    }

    private static void write(XMLStreamWriter out, Page<CapBulletin> page) throws XMLStreamException {
        long updated = page.items().isEmpty() ? 0 : page.items().get(0).sentMillis();
        out.writeStartDocument("UTF-8", "1.0");
        out.writeStartElement("feed");
        out.writeDefaultNamespace(ATOM);
        element(out, "id", "urn:geshao:cap");
        element(out, "title", "格哨 CAP 1.2");
        element(out, "updated", Instant.ofEpochMilli(updated).toString());
        link(out, "self", "/api/v1/cap", "application/atom+xml");
        if (page.next() != null) {
            link(out, "next", "/api/v1/cap?after=" + page.next(), "application/atom+xml");
        }
        for (CapBulletin bulletin : page.items()) {
            out.writeStartElement("entry");
            element(out, "id", "urn:geshao:cap:" + bulletin.identifier());
            element(out, "title", bulletin.headline().getOrDefault("zh", bulletin.number()));
            element(out, "updated", Instant.ofEpochMilli(bulletin.sentMillis()).toString());
            out.writeStartElement("author");
            element(out, "name", "Geshao");
            out.writeEndElement();
            category(out, "messageType", bulletin.messageType());
            category(out, "case", bulletin.number());
            link(out, "alternate", "/api/v1/cap/" + bulletin.identifier(), "application/cap+xml");
            element(out, "summary", bulletin.headline().getOrDefault("en", ""));
            out.writeEndElement();
        }
        out.writeEndElement();
        out.writeEndDocument();
        out.flush();
    }

    private static void category(XMLStreamWriter out, String scheme, String term) throws XMLStreamException {
        out.writeEmptyElement("category");
        out.writeAttribute("scheme", "urn:geshao:" + scheme);
        out.writeAttribute("term", term);
    }

    private static void link(XMLStreamWriter out, String relation, String address, String type)
            throws XMLStreamException {
        out.writeEmptyElement("link");
        out.writeAttribute("rel", relation);
        out.writeAttribute("type", type);
        out.writeAttribute("href", address);
    }

    private static void element(XMLStreamWriter out, String name, String text) throws XMLStreamException {
        out.writeStartElement(name);
        out.writeCharacters(text);
        out.writeEndElement();
    }
}
