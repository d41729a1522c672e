package io.geshao.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The score of a demo. Counts are data points unless they say otherwise; latency is from the publish of the deciding
 * message to the commit of its alert, over alerts that no delay holds back, in milliseconds; memory is in MiB.
 *
 * @param lost acknowledged to a device and not in the database
 * @param duplicates in the database more often than it was sent
 * @param foreign stored and not sent by the simulator: somebody tried a device of the demo
 * @param rejected messages and metrics refused by name and stored as rejections
 * @param firstIncidentMs from the start of the process to the commit of the first case, or null if there was none
 * @param notes one sentence for each thing that is not as it should be
 */
record DemoReport(
        int seconds,
        long acked,
        long stored,
        long duplicates,
        long foreign,
        long lost,
        long rejected,
        long unexpectedRefusals,
        int incidentsExpected,
        int incidentsMatched,
        int incidentsMissed,
        int incidentsUnexpected,
        @Nullable Long firstIncidentMs,
        Latency alertLatencyMs,
        Map<String, Long> rssMb,
        List<String> notes) {

    record Latency(double p50, double p99, long samples) {}

    /** Whether the demo kept the promise: nothing lost, doubled, missed, made up, or refused without a reason. */
    boolean isGood() {
        return acked > 0
                && lost == 0
                && duplicates == 0
                && unexpectedRefusals == 0
                && incidentsMissed == 0
                && incidentsUnexpected == 0;
    }

    String toJson() {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("seconds", seconds);
        root.put("acked", acked);
        root.put("stored", stored);
        root.put("duplicates", duplicates);
        root.put("foreign", foreign);
        root.put("lost", lost);
        root.put("rejected", rejected);
        root.put("unexpected_refusals", unexpectedRefusals);
        root.put("incidents_expected", incidentsExpected);
        root.put("incidents_matched", incidentsMatched);
        root.put("incidents_missed", incidentsMissed);
        root.put("incidents_unexpected", incidentsUnexpected);
        root.put("first_incident_ms", firstIncidentMs);
        root.putObject("alert_latency_ms")
                .put("p50", alertLatencyMs.p50())
                .put("p99", alertLatencyMs.p99())
                .put("samples", alertLatencyMs.samples());
        ObjectNode memory = root.putObject("rss_mb");
        rssMb.forEach(memory::put);
        root.putPOJO("notes", notes);
        try {
            return mapper.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of numbers and texts can be written", e);
        }
    }

    String toText() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                "Data points: %,d acknowledged, %,d stored, %d lost, %d doubled; %d refused by name%n",
                acked, stored, lost, duplicates, rejected));
        text.append(String.format(
                "Incidents: %d of %d found, %d missed, %d made up; the first %s after the start%n",
                incidentsMatched,
                incidentsExpected,
                incidentsMissed,
                incidentsUnexpected,
                firstIncidentMs == null ? "never" : String.format("%.1f s", firstIncidentMs / 1000.0)));
        text.append(String.format(
                "Alert latency, publish to commit: median %.0f ms, p99 %.0f ms (%d alerts)%n",
                alertLatencyMs.p50(), alertLatencyMs.p99(), alertLatencyMs.samples()));
        text.append("Resident memory, MiB: ").append(rssMb);
        notes.forEach(note -> text.append(System.lineSeparator()).append("! ").append(note));
        return text.toString();
    }
}
