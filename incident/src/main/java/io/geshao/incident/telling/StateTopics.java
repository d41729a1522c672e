package io.geshao.incident.telling;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.CaseEvent;
import io.geshao.core.CaseView;
import io.geshao.core.port.AlertLog;
import io.geshao.incident.notice.Delivery;
import io.geshao.incident.notice.channel.MqttChannel;
import io.geshao.incident.store.CaseStore;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one retained topic for each open alert and each open case on a broker: whoever subscribes has what is open at once,
 * and what is over is taken away. Follows the logs at positions of its own, which move after the broker's acknowledgement:
 * a crash publishes some of it again, which changes nothing. Owner: one thread.
 */
final class StateTopics {
    private static final Logger LOG = LoggerFactory.getLogger(StateTopics.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NOTHING = new byte[0];
    private static final int BITE = 200;

    private final MqttChannel broker;
    private final AlertLog alerts;
    private final CaseStore cases;
    private final String reader;
    private boolean failing;

    /** @param name of the channel, so that each broker has positions of its own */
    StateTopics(MqttChannel broker, String name, AlertLog alerts, CaseStore cases) {
        this.broker = broker;
        this.alerts = alerts;
        this.cases = cases;
        reader = "mqtt." + name;
    }

    /** One bite of each log; true if there was anything and the broker has it. */
    boolean turn() {
        boolean moved = alerts();
        return cases() || moved;
    }

    private boolean alerts() {
        long position = cases.position(reader + ".alerts");
        List<AlertTransition> bite = alerts.after(position, BITE);
        if (bite.isEmpty()) {
            return false;
        }
        Map<String, AlertView> newest = new LinkedHashMap<>();
        bite.forEach(transition -> newest.put(transition.alert().id(), transition.alert()));
        for (AlertView alert : newest.values()) {
            byte[] body = alert.state().isOpen() ? json(fields(alert)) : NOTHING;
            if (!retain("/state/alert/" + topic(alert.id()), body)) {
                return false;
            }
        }
        return moveTo(".alerts", bite.get(bite.size() - 1).position());
    }

    private boolean cases() {
        long position = cases.position(reader + ".cases");
        List<CaseEvent> bite = cases.after(position, BITE);
        if (bite.isEmpty()) {
            return false;
        }
        Set<String> numbers = new LinkedHashSet<>();
        bite.forEach(event -> numbers.add(event.number()));
        for (String number : numbers) {
            byte[] body = cases.find(number)
                    .map(file -> file.view().isOpen() ? json(fields(file.view())) : NOTHING)
                    .orElse(NOTHING);
            if (!retain("/state/case/" + topic(number), body)) {
                return false;
            }
        }
        return moveTo(".cases", bite.get(bite.size() - 1).position());
    }

    private boolean moveTo(String log, long position) {
        cases.moveTo(reader + log, position);
        return true;
    }

    private boolean retain(String topic, byte[] body) {
        Delivery delivery = broker.retain(broker.root() + topic, body);
        boolean kept = delivery.outcome() == Delivery.Outcome.ACCEPTED;
        if (!kept && !failing) {
            LOG.warn("states wait for the broker: {}", delivery.detail());
        }
        failing = !kept;
        return kept;
    }

    private static Map<String, Object> fields(AlertView alert) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", alert.id());
        fields.put("rule", alert.rule());
        fields.put("title", alert.title());
        fields.put("severity", alert.severity().name());
        fields.put("state", alert.state().name());
        fields.put("community", alert.community().value());
        fields.put("place", alert.place());
        fields.put("drill", alert.drill());
        fields.put("onset", alert.onsetMillis());
        fields.put("updated", alert.updatedMillis());
        return fields;
    }

    private static Map<String, Object> fields(CaseView view) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("number", view.number());
        fields.put("class", view.classCode());
        fields.put("title", view.title());
        fields.put("severity", view.severity().name());
        fields.put("grade", view.grade().name());
        fields.put("state", view.state());
        fields.put("community", view.community().value());
        fields.put("place", view.place());
        fields.put("suspected", view.suspected());
        fields.put("drill", view.drill());
        fields.put("opened", view.openedMillis());
        fields.put("updated", view.updatedMillis());
        fields.put("deadline", view.deadlineMillis());
        fields.put("ackedBy", view.ackedBy());
        return fields;
    }

    /** An id as one level of a topic: no separators, no wildcards. */
    private static String topic(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static byte[] json(Map<String, Object> fields) {
        try {
            return JSON.writeValueAsBytes(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of texts can be written", e);
        }
    }
}
