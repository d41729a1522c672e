package io.geshao.alerting;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.geshao.alerting.rule.RuleState;
import io.geshao.alerting.state.Beside;
import io.geshao.alerting.store.AlertStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All an engine remembers, as a value: what a snapshot holds. Times in milliseconds since the epoch.
 *
 * @param logPosition the transition log as far as this engine had written it
 */
record EngineState(
        int format,
        long inputNumber,
        long logPosition,
        long logicalMillis,
        long readyMillis,
        List<DeviceState> devices,
        List<GatewayState> gateways,
        List<WatchState> watches) {
    static final int FORMAT = 1;
    private static final String BESIDE = "beside";

    private static final ObjectMapper MAPPER = CBORMapper.builder()
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    record DeviceState(String id, long heard, List<CellState> cells) {}

    @SuppressWarnings("ArrayRecordComponent") // written and read once, never compared
    record CellState(
            String metric,
            boolean drill,
            double value,
            long event,
            long sequence,
            long previous,
            double previousValue,
            long settled,
            boolean overdue,
            double[] past,
            @Nullable Map<String, double[]> memory) {}

    record GatewayState(String id, long heard, long back) {}

    /** @param device the one that stands for the scope */
    record WatchState(
            String rule,
            String scope,
            boolean drill,
            String device,
            RuleState state,
            List<MemberState> members,
            @Nullable Beside beside) {}

    record MemberState(String device, long since, Map<String, Double> before) {}

    AlertStore.Snapshot asSnapshot(long takenMillis) {
        return new AlertStore.Snapshot(inputNumber, takenMillis, encode());
    }

    byte[] encode() {
        return write(this);
    }

    static EngineState decode(byte[] body) throws IOException {
        return MAPPER.readValue(body, EngineState.class);
    }

    /** One watch alone, as it is kept beside its episode. */
    static byte[] encodeOne(RuleState state, Beside beside) {
        return write(new One(state, beside));
    }

    private record One(@JsonUnwrapped RuleState state, Beside beside) {}

    /** What stands beside a state, as {@link #encodeOne} wrote it; none in what an older version wrote. */
    static Beside decodeBeside(byte[] body) throws IOException {
        JsonNode beside = MAPPER.readTree(body).path(BESIDE);
        return beside.isMissingNode() ? Beside.NONE : MAPPER.treeToValue(beside, Beside.class);
    }

    static RuleState decodeOne(byte[] body) throws IOException {
        return MAPPER.readValue(body, RuleState.class);
    }

    private static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new IllegalStateException("engine state is not CBOR", e);
        }
    }
}
