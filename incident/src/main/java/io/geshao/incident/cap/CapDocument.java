package io.geshao.incident.cap;

import io.geshao.core.CaseView;
import java.io.StringWriter;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes a case as a CAP 1.2 document. Pure; any thread. Source: OASIS Common Alerting Protocol 1.2 (element order and
 * words); identifier as in GB/T 35965.1; what stands for what is this project's choice, see {@code docs/cap.md}.
 */
public final class CapDocument {
    private static final String NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT);
    // CAP forbids Z and fractions: always an offset in minutes.
    private static final DateTimeFormatter SENT = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);
    /** A point stands for the building around it. */
    private static final String RADIUS_KM = "0.05";

    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newFactory();

    private CapDocument() {}

    /** A message as others refer to it. */
    public record Reference(String identifier, long sentMillis) {}

    /** The identifier of the n-th message of a second, n from 0 to 9. */
    public static String identifier(CapConfig config, long sentMillis, int ofSecond) {
        if (ofSecond < 0 || ofSecond > 9) {
            throw new IllegalArgumentException("a second has ten identifiers: " + ofSecond);
        }
        return config.code() + "_"
                + STAMP.format(Instant.ofEpochMilli(sentMillis).atZone(config.zone())) + "_" + ofSecond;
    }

    /**
     * The document.
     *
     * @param before the messages about the same case so far, oldest first; empty only for an alert
     */
    public static String write(CapConfig config, CaseView view, CapTurn turn, Reference self, List<Reference> before) {
        StringWriter text = new StringWriter(2_048);
        try {
            XMLStreamWriter out = FACTORY.createXMLStreamWriter(text);
            out.writeStartDocument("UTF-8", "1.0");
            out.writeStartElement("alert");
            out.writeDefaultNamespace(NAMESPACE);
            element(out, "identifier", self.identifier());
            element(out, "sender", config.sender());
            element(out, "sent", sent(config, self.sentMillis()));
            element(out, "status", view.drill() ? "Exercise" : "Actual");
            element(out, "msgType", turn.messageType());
            element(out, "source", "Geshao");
            element(out, "scope", "Restricted");
            element(out, "restriction", "for emergency services and city management of the place");
            if (view.drill()) {
                element(out, "note", "演练 exercise: " + view.number());
            }
            if (!before.isEmpty()) {
                element(out, "references", references(config, before));
            }
            element(out, "incidents", view.number());
            info(out, config, view, turn, "zh", "zh-CN");
            info(out, config, view, turn, "en", "en-US");
            out.writeEndElement();
            out.writeEndDocument();
            out.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("memory does not fail to be written", e);
        }
        return text.toString();
    }

    private static String references(CapConfig config, List<Reference> before) {
        StringBuilder references = new StringBuilder();
        for (Reference message : before) {
            references
                    .append(references.isEmpty() ? "" : " ")
                    .append(config.sender())
                    .append(',')
                    .append(message.identifier())
                    .append(',')
                    .append(sent(config, message.sentMillis()));
        }
        return references.toString();
    }

    private static void info(
            XMLStreamWriter out, CapConfig config, CaseView view, CapTurn turn, String words, String language)
            throws XMLStreamException {
        out.writeStartElement("info");
        element(out, "language", language);
        element(out, "category", category(view.classCode()));
        element(out, "event", view.className().getOrDefault(words, view.classCode()));
        element(out, "responseType", turn == CapTurn.ALL_CLEAR || turn == CapTurn.CANCEL ? "AllClear" : "Assess");
        element(out, "urgency", urgency(view, turn));
        element(out, "severity", severity(view));
        element(out, "certainty", view.suspected() ? "Possible" : "Observed");
        out.writeStartElement("eventCode");
        element(out, "valueName", "geshao:class");
        element(out, "value", view.classCode());
        out.writeEndElement();
        element(out, "effective", sent(config, view.openedMillis()));
        element(out, "senderName", config.senderName());
        element(out, "headline", headline(view, turn, words));
        if (view.closeCause() != null && turn == CapTurn.ALL_CLEAR) {
            element(out, "description", view.closeCause());
        }
        parameter(out, "geshao:grade", view.grade().name());
        parameter(out, "geshao:state", view.state());
        out.writeStartElement("area");
        element(out, "areaDesc", view.placeName().getOrDefault(words, view.place()));
        element(
                out,
                "circle",
                String.format(
                        Locale.ROOT,
                        "%.6f,%.6f %s",
                        view.point().latitude(),
                        view.point().longitude(),
                        RADIUS_KM));
        out.writeStartElement("geocode");
        element(out, "valueName", "geshao:place");
        element(out, "value", view.place());
        out.writeEndElement();
        out.writeEndElement();
        out.writeEndElement();
    }

    /** What people read first: what it is now, then the case's own title, which begins with the place. */
    public static String headline(CaseView view, CapTurn turn, String words) {
        String title = view.title().getOrDefault(words, view.number());
        boolean chinese = words.equals("zh");
        return switch (turn) {
            case ALERT -> title;
            case UPDATE -> (chinese ? "更新：" : "Update: ") + title;
            case ALL_CLEAR -> (chinese ? "解除：" : "All clear: ") + title;
            case CANCEL -> (chinese ? "撤销：" : "Cancelled: ") + title;
        };
    }

    private static String urgency(CaseView view, CapTurn turn) {
        if (turn == CapTurn.ALL_CLEAR || turn == CapTurn.CANCEL) {
            return "Past";
        }
        return switch (view.severity()) {
            case S1 -> "Immediate";
            case S2 -> "Expected";
            case S3, S4 -> "Future";
        };
    }

    private static String severity(CaseView view) {
        return switch (view.grade()) {
            case I -> "Extreme";
            case II -> "Severe";
            case III -> "Moderate";
            case IV -> "Minor";
        };
    }

    private static String category(String classCode) {
        return switch (classCode) {
            case "EM-01" -> "Fire";
            case "EM-02" -> "CBRNE";
            case "EM-03" -> "Met";
            case "EM-04" -> "Health";
            default -> "Safety";
        };
    }

    private static String sent(CapConfig config, long millis) {
        return SENT.format(Instant.ofEpochMilli(millis).atZone(config.zone()).truncatedTo(ChronoUnit.SECONDS));
    }

    private static void parameter(XMLStreamWriter out, String name, String value) throws XMLStreamException {
        out.writeStartElement("parameter");
        element(out, "valueName", name);
        element(out, "value", value);
        out.writeEndElement();
    }

    private static void element(XMLStreamWriter out, String name, String text) throws XMLStreamException {
        out.writeStartElement(name);
        out.writeCharacters(printable(text));
        out.writeEndElement();
    }

    /** XML 1.0 has no place for most control characters, and a person's words may hold them. */
    private static String printable(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> c == '\t'
                        || c == '\n'
                        || c >= 0x20 && c <= 0xD7FF
                        || c >= 0xE000 && c <= 0xFFFD
                        || c >= 0x10000)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
