package io.geshao.console.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.CaseEvent;
import io.geshao.core.CaseView;
import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.Grade;
import io.geshao.core.Severity;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CoreJsonTest {
    private static final Map<String, String> TEXT = Map.of("zh", "火 \"\n", "en", "Fire");
    private static final AlertView ALERT = new AlertView(
            "F1|device:S-1|1",
            "F1",
            3,
            TEXT,
            Severity.S1,
            AlertView.State.LATCHED_UNACK,
            "device:S-1",
            new CommunityId("yuhua"),
            "310104/013/yuhua/g01",
            new DeviceId("S-1"),
            1,
            2,
            3,
            true,
            new AlertView.CaseHint("EM-01", CaseView.Domain.EMERGENCY, Grade.II, "zone:yuhua/z1", true, false),
            Map.of("S-1/smoke_obscuration", 4.5, "S-1/co", Double.NaN),
            null);
    private static final CaseEvent EVENT = new CaseEvent(9, "yuhua-1", "OPENED", 4, "SYS", TEXT);
    private static final CaseView CASE = new CaseView(
            "yuhua-1",
            CaseView.Domain.EMERGENCY,
            "EM-01",
            TEXT,
            Severity.S1,
            Grade.II,
            "TO_HANDLE",
            TEXT,
            "zone:yuhua/z1",
            new CommunityId("yuhua"),
            "310104/013/yuhua/g01",
            TEXT,
            new CaseView.Point(121.5, 31.25),
            TEXT,
            true,
            true,
            5,
            6,
            7L,
            "admin",
            8L,
            null,
            null,
            List.of("a", "b"),
            "yuhua-0");

    private static JsonNode written(CoreJson.Value value) throws IOException {
        return new ObjectMapper().readTree(CoreJson.bytes(value));
    }

    private static List<String> fields(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    private static List<String> names(JsonNode json) {
        return json.properties().stream().map(Map.Entry::getKey).toList();
    }

    @Test
    void record_written_has_every_component_under_its_name_and_nothing_else() throws IOException {
        JsonNode transition = written(
                out -> CoreJson.transition(out, new AlertTransition(1, AlertTransition.Kind.LATCHED, ALERT, 2)));

        assertThat(names(transition)).isEqualTo(fields(AlertTransition.class));
        assertThat(names(transition.get("alert"))).isEqualTo(fields(AlertView.class));
        assertThat(names(transition.at("/alert/caseHint"))).isEqualTo(fields(AlertView.CaseHint.class));
        assertThat(names(written(out -> CoreJson.event(out, EVENT)))).isEqualTo(fields(CaseEvent.class));
        JsonNode view = written(out -> CoreJson.caseView(out, CASE));
        assertThat(names(view)).isEqualTo(fields(CaseView.class));
        assertThat(names(view.get("point"))).isEqualTo(fields(CaseView.Point.class));
    }

    @Test
    void values_written_are_read_back_alike() throws IOException {
        JsonNode view = written(out -> CoreJson.caseView(out, CASE));
        JsonNode alert = written(out -> CoreJson.alert(out, ALERT));

        assertThat(view.at("/title/zh").asText()).isEqualTo("火 \"\n");
        assertThat(view.get("deadlineMillis").asLong()).isEqualTo(7);
        assertThat(view.get("closedMillis").isNull()).isTrue();
        assertThat(view.at("/point/latitude").asDouble()).isEqualTo(31.25);
        assertThat(view.get("alerts")).hasSize(2);
        assertThat(alert.get("device").asText()).isEqualTo("S-1");
        assertThat(alert.at("/evidence").toString()).isEqualTo("{\"S-1/smoke_obscuration\":4.5}");
        assertThat(alert.get("state").asText()).isEqualTo("LATCHED_UNACK");
    }
}
