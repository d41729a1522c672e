package io.geshao.incident.store;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.geshao.incident.flow.CaseFile;

/** Case files as JSON, component by component; derived values such as {@code isOpen} stay out. */
final class CaseJson {
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .build();

    private CaseJson() {}

    static String write(CaseFile file) {
        try {
            return MAPPER.writeValueAsString(file);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("case " + file.view().number(), e);
        }
    }

    static CaseFile read(String json) {
        try {
            return MAPPER.readValue(json, CaseFile.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored case cannot be read", e);
        }
    }
}
