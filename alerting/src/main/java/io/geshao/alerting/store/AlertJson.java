package io.geshao.alerting.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.geshao.core.AlertView;

/** An alert view as JSON text in the database, field by field; fields a newer version adds are passed over. */
final class AlertJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private AlertJson() {}

    static String write(AlertView view) {
        try {
            return MAPPER.writeValueAsString(view);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("alert " + view.id() + " is not JSON", e);
        }
    }

    static AlertView read(String json) {
        try {
            return MAPPER.readValue(json, AlertView.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored alert is not readable: " + json, e);
        }
    }
}
