package io.geshao.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.geshao.core.RejectionReason;
import io.geshao.gateway.codec.Refusal;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class VerdictTest {
    @Test
    void nack_with_everything_has_the_form_of_the_payload_reference() {
        Verdict verdict = new Verdict(
                Verdict.Outcome.REFUSED,
                RejectionReason.TS_INVALID,
                "",
                123,
                Map.of("foo", RejectionReason.UNKNOWN_METRIC));
        assertThat(verdict.nackJson())
                .isEqualTo("{\"seq\":123,\"reason\":\"TS_INVALID\",\"dropped\":{\"foo\":\"UNKNOWN_METRIC\"}}");
    }

    @Test
    void nack_of_a_hostile_metric_name_is_still_json() throws Exception {
        String name = "a\"b\\c\n\u0001\u007f水";
        Verdict verdict = new Verdict(
                Verdict.Outcome.KEPT, null, "", Refusal.NO_SEQ, Map.of(name, RejectionReason.UNKNOWN_METRIC));
        JsonNode json = new ObjectMapper().readTree(verdict.nackJson());
        assertThat(json.get("dropped").get(name).textValue()).isEqualTo("UNKNOWN_METRIC");
        assertThat(json.has("seq")).isFalse();
    }
}
