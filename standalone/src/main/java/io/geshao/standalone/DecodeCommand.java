package io.geshao.standalone;

import io.geshao.core.registry.DeviceProfile;
import io.geshao.core.registry.ProfileReader;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.codec.Decoded;
import io.geshao.gateway.codec.PayloadFormat;
import io.geshao.gateway.intake.Arrival;
import io.geshao.gateway.intake.Publisher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code geshao decode}: what a payload means to the gateway, or why it is refused. Needs no running platform. */
@Command(
        name = "decode",
        mixinStandardHelpOptions = true,
        description = "Shows what the gateway makes of a payload: readings in canonical units with their flags, metrics"
                + " that are left out, or the reason why it is refused.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:something of the payload becomes a reading (or it is fine and says nothing)",
            "1:the payload is refused",
            "2:the command line is wrong"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  geshao decode --profile milesight-em400-tld 01755C0367010104824408050001",
            "  geshao decode --profile bosch-tpl110 --port 2 0114",
            "  geshao decode --profile native-waste-bin '{\"seq\":1,\"m\":{\"fill_level\":150}}'",
            "  geshao decode --profile native-water --format senml --device wl-07 \\",
            "      '[{\"n\":\"wl-07:level\",\"u\":\"cm\",\"v\":42}]'",
            "  mosquitto_sub -C 1 -t 'application/+/device/+/event/up' | \\",
            "      geshao decode --profile milesight-em400-tld --format chirpstack -",
            "",
            "Profiles are those of docs/profiles.md and of --profiles=FILE; without --profile all names are listed.",
        })
final class DecodeCommand implements Callable<Integer> {
    private static final String DEVICE = "d";
    private static final int SHORTEST_HEX_OF_TEXT = 16;

    @Option(names = "--profile", paramLabel = "NAME", description = "profile of the device; without it: lists them")
    private String profile = "";

    @Option(
            names = "--profiles",
            paramLabel = "FILE",
            description = "a registry's profiles.yaml, besides the shipped ones")
    private Path profiles = Path.of(ProfileReader.FILE);

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "json, cbor, senml, senml-cbor, chirpstack, tts, raw or raw:CODEC; default: what the topic"
                    + " says, else raw for a vendor codec, else json for text and cbor for hex")
    private String format = "";

    @Option(names = "--topic", description = "the MQTT topic it came on")
    private String topic = "";

    @Option(names = "--device", paramLabel = "ID", description = "the device that SenML may name; default: d")
    private String device = "";

    @Option(names = "--port", paramLabel = "FPORT", description = "LoRaWAN port of raw bytes that came over LoRaWAN")
    private int port = PayloadReport.NO_PORT;

    @Option(names = "--rx", paramLabel = "MILLIS", description = "when the gateway got it; default: now")
    private long rxMillis = Long.MIN_VALUE;

    @Option(names = "--json", description = "print JSON instead of a table")
    private boolean json;

    @Parameters(
            paramLabel = "HEX|JSON|-",
            arity = "0..*",
            description = "the payload as hex digits or as text; - reads it from standard input")
    private String[] payload = {};

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Map<String, DeviceProfile> known;
        try {
            known = ProfileReader.find().read(profiles);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
        if (profile.isEmpty()) {
            known.values()
                    .forEach(each -> System.out.printf(
                            "%-24s %-10s %s%n", each.name(), each.kind().wireName(), each.codec()));
            return 0;
        }
        DeviceProfile chosen = known.get(profile);
        if (chosen == null) {
            throw new ParameterException(
                    spec.commandLine(), "no profile '" + profile + "'; there are " + String.join(", ", known.keySet()));
        }
        if (payload.length == 0) {
            throw new ParameterException(spec.commandLine(), "the payload is missing: hex digits, text or -");
        }
        try {
            String text = String.join(" ", payload);
            byte[] body = text.equals("-") ? System.in.readAllBytes() : text.getBytes(StandardCharsets.UTF_8);
            PayloadReport report = report(chosen, body);
            Decoded decoded = report.decode(bytes(body, report.isText()));
            System.out.print(json ? report.json(decoded) : report.table(decoded));
            return decoded.refused() == null ? 0 : 1;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private PayloadReport report(DeviceProfile chosen, byte[] body) {
        long rx = rxMillis == Long.MIN_VALUE ? Ticker.system().epochMillis() : rxMillis;
        if (!topic.isEmpty()) {
            Arrival arrival = Arrival.onTopic(Publisher.trustedBroker(), topic, null, body);
            String addressed =
                    arrival.device() == null ? DEVICE : arrival.device().value();
            PayloadFormat declared = arrival.format();
            if (declared != null && format.isEmpty()) {
                return new PayloadReport(chosen, addressed, declared, arrival.named(), port, rx);
            }
            if (format.isEmpty()) {
                throw new IllegalArgumentException("topic '" + topic + "' is none of docs/payloads.md");
            }
        }
        String id = device.isEmpty() ? DEVICE : device;
        if (format.equals("chirpstack") || format.equals("tts")) {
            return PayloadReport.ofEvent(
                    chosen,
                    format.equals("tts") ? PayloadFormat.THE_THINGS_STACK_UP : PayloadFormat.CHIRPSTACK_UP,
                    body,
                    rx);
        }
        if (format.isEmpty()) {
            PayloadFormat usual = !chosen.codec().equals("native")
                    ? PayloadFormat.RAW
                    : isHex(body) && body.length >= SHORTEST_HEX_OF_TEXT
                            ? PayloadFormat.NATIVE_CBOR
                            : PayloadFormat.NATIVE_JSON;
            return new PayloadReport(chosen, id, usual, "", port, rx);
        }
        String[] parts = format.split(":", 2);
        PayloadFormat named = PayloadFormat.ofTopicSuffix(parts[0].equals("json") ? "" : parts[0])
                .orElseThrow(() -> new IllegalArgumentException("there is no format '" + format + "'"));
        return new PayloadReport(chosen, id, named, parts.length > 1 ? parts[1] : "", port, rx);
    }

    /** Hex digits mean bytes, which is what logs and other tools print; a JSON number may look like a few of them. */
    private static byte[] bytes(byte[] body, boolean isText) {
        if (!isHex(body) || (isText && body.length < SHORTEST_HEX_OF_TEXT)) {
            return body;
        }
        String digits = new String(body, StandardCharsets.ISO_8859_1).replaceAll("\\s", "");
        return HexFormat.of().parseHex(digits);
    }

    private static boolean isHex(byte[] body) {
        int digits = 0;
        for (byte each : body) {
            if (Character.digit(each, 16) >= 0) {
                digits++;
            } else if (!Character.isWhitespace(each)) {
                return false;
            }
        }
        return digits > 0 && digits % 2 == 0;
    }
}
