package io.geshao.console.live;

import io.geshao.console.json.CoreJson;
import io.geshao.core.AlertTransition;
import io.geshao.core.CaseEvent;
import io.geshao.core.CaseView;
import io.geshao.core.port.AlertLog;
import io.geshao.core.port.CaseDesk;
import io.geshao.core.port.CaseLog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads both logs from a position and renders what it finds. Blocking; any thread. */
final class LogReader {
    private final AlertLog alerts;
    private final CaseLog cases;
    private final CaseDesk desk;

    LogReader(AlertLog alerts, CaseLog cases, CaseDesk desk) {
        this.alerts = alerts;
        this.cases = cases;
        this.desk = desk;
    }

    /**
     * What stands in the logs after a position.
     *
     * @param end the position after all of it, also over entries that gave no frame
     * @param more whether there may be more
     */
    record Page(List<Frame> frames, StreamPosition end, boolean more) {}

    StreamPosition heads() {
        return new StreamPosition(alerts.head(), cases.head());
    }

    Page after(StreamPosition start, int limit) {
        return page(start, limit, alerts.after(start.alert(), limit));
    }

    /** The same without asking for alerts, when nothing can have been written but cases. */
    Page casesAfter(StreamPosition start, int limit) {
        return page(start, limit, List.of());
    }

    private Page page(StreamPosition start, int limit, List<AlertTransition> transitions) {
        List<Frame> frames = new ArrayList<>();
        long alertEnd = start.alert();
        for (AlertTransition transition : transitions) {
            String json = utf8(CoreJson.bytes(out -> CoreJson.transition(out, transition)));
            frames.add(new Frame(
                    Frame.Source.ALERT,
                    transition.position(),
                    transition.alert().place(),
                    Frame.event("alert", json)));
            alertEnd = transition.position();
        }
        long caseEnd = start.casePosition();
        List<CaseEvent> events = cases.after(start.casePosition(), limit);
        Map<String, Optional<CaseView>> views = new HashMap<>();
        for (CaseEvent event : events) {
            views.computeIfAbsent(event.number(), desk::find)
                    .ifPresent(view -> frames.add(new Frame(
                            Frame.Source.CASE,
                            event.position(),
                            view.place(),
                            Frame.event("case", entry(event, view)))));
            caseEnd = event.position();
        }
        boolean more = transitions.size() >= limit || events.size() >= limit;
        return new Page(frames, new StreamPosition(alertEnd, caseEnd), more);
    }

    private static String entry(CaseEvent event, CaseView view) {
        return utf8(CoreJson.bytes(out -> {
            out.writeStartObject();
            out.writeFieldName("event");
            CoreJson.event(out, event);
            out.writeFieldName("case");
            CoreJson.caseView(out, view);
            out.writeEndObject();
        }));
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
