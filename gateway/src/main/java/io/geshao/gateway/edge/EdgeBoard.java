package io.geshao.gateway.edge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.geshao.core.AlertView;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was told here, the newest first, and whether the centre can be reached. In memory; any thread. */
final class EdgeBoard {
    private static final JsonFactory JSON = new JsonFactory();

    /** More than anybody reads at night; what is active goes last. */
    static final int MOST = 100;

    private final String gateway;
    private final Deque<EdgeNotice> notices = new ArrayDeque<>(); // guarded by this
    private boolean cutOff; // guarded by this

    EdgeBoard(String gateway) {
        this.gateway = gateway;
    }

    synchronized void put(EdgeNotice notice) {
        notices.removeIf(other -> other.id().equals(notice.id()));
        notices.addFirst(notice);
        if (notices.size() > MOST) {
            removeOldest();
        }
    }

    private void removeOldest() {
        Iterator<EdgeNotice> oldest = notices.descendingIterator();
        while (oldest.hasNext()) {
            if (!oldest.next().state().isActive()) {
                oldest.remove();
                return;
            }
        }
        notices.removeLast();
    }

    /** The notice of an alert that was told here, or null. */
    synchronized @Nullable EdgeNotice find(String id) {
        return notices.stream()
                .filter(notice -> notice.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    synchronized void cutOff(boolean now) {
        cutOff = now;
    }

    synchronized List<EdgeNotice> notices() {
        return List.copyOf(notices);
    }

    /** The board as the page reads it. */
    String json(long nowMillis) {
        List<EdgeNotice> all = notices();
        boolean isCutOff;
        synchronized (this) {
            isCutOff = cutOff;
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField("gateway", gateway);
            out.writeNumberField("nowMillis", nowMillis);
            out.writeBooleanField("cutOff", isCutOff);
            out.writeArrayFieldStart("alarms");
            for (EdgeNotice notice : all) {
                write(out, notice);
            }
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return text.toString();
    }

    /** One notice, as it goes out on MQTT. */
    static String json(EdgeNotice notice) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            write(out, notice);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator out, EdgeNotice notice) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", notice.id());
        out.writeStringField("rule", notice.rule());
        write(out, "title", notice.title());
        write(out, "place", notice.place());
        out.writeStringField("device", notice.device());
        out.writeStringField("state", notice.state().name());
        out.writeBooleanField("active", notice.state().isActive());
        out.writeBooleanField("over", notice.state() == AlertView.State.NORMAL);
        out.writeNumberField("onsetMillis", notice.onsetMillis());
        out.writeNumberField("toldMillis", notice.toldMillis());
        out.writeNumberField("changedMillis", notice.changedMillis());
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, String field, Map<String, String> byLanguage) throws IOException {
        out.writeObjectFieldStart(field);
        for (Map.Entry<String, String> entry : byLanguage.entrySet()) {
            out.writeStringField(entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
    }
}
