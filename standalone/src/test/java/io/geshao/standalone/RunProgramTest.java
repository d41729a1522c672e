package io.geshao.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.geshao.core.config.Settings;
import io.geshao.core.config.Settings.BadSettingsException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunProgramTest {
    private static StandaloneOptions read(Map<String, String> given) {
        Settings settings = Settings.of(given);
        StandaloneOptions options = new RunProgram().configure(settings);
        assertThatNoException().isThrownBy(settings::finish);
        return options;
    }

    private static void refused(Map<String, String> given, String why) {
        Settings settings = Settings.of(given);
        new RunProgram().configure(settings);
        assertThatExceptionOfType(BadSettingsException.class)
                .isThrownBy(settings::finish)
                .withMessage(why);
    }

    @Test
    void keysOfGatewayAndIngest_reachThem() {
        StandaloneOptions options = read(Map.of(
                "limit.messages.per.second", "0",
                "mqtt.max.connections", "7",
                "coap.plain", "false",
                "coaps.psk.file", "keys.tsv",
                "broker.names", "old",
                "broker.old.url", "tcp://127.0.0.1:1884",
                "spool.max.bytes", "2097152",
                "gateway.name", "gw-7",
                "ingest.queue.readings", "11",
                "retention.raw.days", "3"));
        assertThat(options.gateway().limitPerSecond()).isZero();
        assertThat(options.gateway().mqtt().maxConnections()).isEqualTo(7);
        assertThat(options.gateway().coap().plain()).isFalse();
        assertThat(options.gateway().coap().pskFile()).isEqualTo("keys.tsv");
        assertThat(options.gateway().brokers()).hasSize(1);
        assertThat(options.gateway().name()).isEqualTo("gw-7");
        assertThat(options.gateway().spoolLimits().maxBytes()).isEqualTo(2_097_152);
        assertThat(options.ingest().queuedReadings()).isEqualTo(11);
        assertThat(options.ingest().keeping().rawDays()).isEqualTo(3);
    }

    @Test
    void offset_movesEveryPortThatIsOpen() {
        StandaloneOptions options = read(Map.of("port.offset", "10000", "coap.port", "0", "data.dir", "d"));
        assertThat(options.httpPort()).isEqualTo(18_080);
        assertThat(options.gateway().mqtt().port()).isEqualTo(11_883);
        assertThat(options.gateway().mqtt().tlsPort()).isZero();
        assertThat(options.gateway().coap().port()).isZero();
        assertThat(options.gateway().coap().securePort()).isEqualTo(15_684);
        assertThat(options.gateway().spoolDir()).isEqualTo(Path.of("d", "spool"));
    }

    @Test
    void unknownKey_isRefused() {
        refused(
                Map.of("limit.messages", "1", "ingest.tokn", "x"),
                "unknown key 'ingest.tokn'; unknown key 'limit.messages'");
    }

    @Test
    void keyOfTheWireBetweenProcesses_isRefused_sinceThereIsNone() {
        refused(
                Map.of("uplink.url", "http://centre:8081"),
                "uplink.url has no use in one process: nothing goes over a wire there");
    }

    @Test
    void help_namesThePagesOfTheGroups() {
        assertThat(RunProgram.HELP)
                .contains("docs/devices-mqtt.md", "docs/devices-coap.md", "docs/uplink.md", "docs/storage.md");
    }
}
