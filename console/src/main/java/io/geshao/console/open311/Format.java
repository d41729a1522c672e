package io.geshao.console.open311;

import io.geshao.console.http.Answer;
import io.geshao.console.json.CoreJson;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * How a list of records is written. GeoReport has one form: in JSON an array of flat objects, in XML an element of elements
 * of elements. A value is a text, a number or a boolean; null is {@code null} in JSON and an empty element in XML.
 */
enum Format {
    JSON {
        @Override
        Answer write(int status, String root, String item, List<Map<String, @Nullable Object>> records) {
            return Answer.of(status, "application/json", CoreJson.bytes(out -> {
                out.writeStartArray();
                for (Map<String, @Nullable Object> fields : records) {
                    out.writeStartObject();
                    for (Map.Entry<String, @Nullable Object> field : fields.entrySet()) {
                        out.writeFieldName(field.getKey());
                        out.writePOJO(field.getValue());
                    }
                    out.writeEndObject();
                }
                out.writeEndArray();
            }));
        }
    },
    XML {
        @Override
        Answer write(int status, String root, String item, List<Map<String, @Nullable Object>> records) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                XMLStreamWriter out = FACTORY.createXMLStreamWriter(bytes, "UTF-8");
                out.writeStartDocument("utf-8", "1.0");
                out.writeStartElement(root);
                for (Map<String, @Nullable Object> fields : records) {
                    out.writeStartElement(item);
                    for (Map.Entry<String, @Nullable Object> field : fields.entrySet()) {
                        out.writeStartElement(field.getKey());
                        Object value = field.getValue();
                        out.writeCharacters(value == null ? "" : printable(value.toString()));
                        out.writeEndElement();
                    }
                    out.writeEndElement();
                }
                out.writeEndElement();
                out.writeEndDocument();
                out.flush();
            } catch (XMLStreamException e) {
                throw new IllegalStateException("memory does not fail to be written", e);
            }
            return Answer.of(status, "text/xml; charset=utf-8", bytes.toByteArray());
        }
    };

    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newFactory();

    abstract Answer write(int status, String root, String item, List<Map<String, @Nullable Object>> records);

    /** XML 1.0 has no place for most control characters, and a resident's words may hold them. */
    private static String printable(String text) {
        return text.replaceAll("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "");
    }
}
