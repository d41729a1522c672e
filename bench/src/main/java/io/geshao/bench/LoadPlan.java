package io.geshao.bench;

import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who connects and for which devices it speaks: radio gateways first, then devices with a radio of their own. */
final class LoadPlan {
    /** One connection's account and devices. */
    record Account(String identity, String token, List<Device> devices) {}

    private LoadPlan() {}

    /** At most {@code connections} accounts of a registry folder that {@code geshao generate-community} wrote. */
    static List<Account> of(Registry registry, Path folder, int connections) throws IOException {
        Map<String, List<Device>> byIdentity = new LinkedHashMap<>();
        for (Device device : registry.devices()) {
            String identity = device.gateway().isEmpty() ? device.id().value() : device.gateway();
            byIdentity.computeIfAbsent(identity, key -> new ArrayList<>()).add(device);
        }
        Map<String, String> tokens = new HashMap<>();
        for (String line : Files.readAllLines(folder.resolve("demo-credentials.tsv"))) {
            String[] cells = line.split("\t", -1);
            tokens.put(cells[0], cells[1]);
        }
        return byIdentity.entrySet().stream()
                .sorted((a, b) ->
                        Integer.compare(b.getValue().size(), a.getValue().size()))
                .filter(entry -> tokens.containsKey(entry.getKey()))
                .limit(connections)
                .map(entry -> new Account(
                        entry.getKey(), tokens.getOrDefault(entry.getKey(), ""), List.copyOf(entry.getValue())))
                .toList();
    }

    /** Three metrics that a device of the kind sends when nothing is wrong, with their values to be appended. */
    static String[] metricsOf(Device device) {
        return switch (device.profile().kind()) {
            case FIRE -> new String[] {"smoke_obscuration", "temperature", "battery"};
            case WASTE_BIN -> new String[] {"fill_level", "temperature", "battery"};
            case PARKING -> new String[] {"rssi", "temperature", "battery"};
            case WATER -> new String[] {"level", "temperature", "battery"};
        };
    }

    /** A plausible value in hundredths, different from message to message; none is near an alarm. */
    static int hundredths(String metric, int n) {
        return switch (metric) {
            case "smoke_obscuration" -> n % 7;
            case "fill_level" -> 2_000 + n % 3_000;
            case "rssi" -> -9_000 - n % 2_000;
            case "level" -> 5 + n % 10;
            case "temperature" -> 1_800 + n % 700;
            case "battery" -> 8_000 + n % 1_500;
            default -> throw new IllegalArgumentException(metric);
        };
    }
}
