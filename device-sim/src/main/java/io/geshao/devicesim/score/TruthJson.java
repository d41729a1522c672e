package io.geshao.devicesim.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;

/** The truth as a file for people and other tools: {@code expected}, {@code quiet} and {@code refusals}. */
public final class TruthJson {
    private TruthJson() {}

    public static String write(Truth truth) {
        ObjectMapper json = new ObjectMapper();
        ObjectNode root = json.createObjectNode().put("startMillis", truth.startMillis());
        ArrayNode expected = root.putArray("expected");
        for (Truth.Expected incident : truth.expected()) {
            ObjectNode node = expected.addObject().put("id", incident.id()).put("title", incident.title());
            texts(node.putArray("classCodes"), incident.classCodes());
            texts(node.putArray("rules"), incident.rules());
            node.put("scope", incident.scope()).put("place", incident.place());
            node.put("notBeforeMillis", incident.notBeforeMillis()).put("latestMillis", incident.latestMillis());
            ArrayNode decisive = node.putArray("decisive");
            for (Truth.Decisive each : incident.decisive()) {
                decisive.addObject()
                        .put("rule", each.rule())
                        .put("alertScope", each.alertScope())
                        .put("publishMillis", each.publishMillis());
            }
        }
        ArrayNode quiet = root.putArray("quiet");
        for (Truth.Quiet each : truth.quiet()) {
            ObjectNode node = quiet.addObject().put("scope", each.scope());
            texts(node.putArray("classCodes"), each.classCodes());
            node.put("reason", each.reason());
        }
        ArrayNode refusals = root.putArray("refusals");
        for (Truth.Refusal each : truth.refusals()) {
            refusals.addObject()
                    .put("device", each.device())
                    .put("reason", each.reason())
                    .put("sentMillis", each.sentMillis());
        }
        try {
            return json.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain nodes is always writable", e);
        }
    }

    private static void texts(ArrayNode array, Collection<String> values) {
        values.stream().sorted().forEach(array::add);
    }
}
