package io.geshao.ingest.downlink.store;

import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Arguments as text: {@code interval_s=30;threshold.level=0.3}, sorted by name, so that equal ones are equal texts. */
final class Arguments {
    private Arguments() {}

    static String write(Map<String, Double> arguments) {
        StringJoiner text = new StringJoiner(";");
        new TreeMap<>(arguments).forEach((name, value) -> text.add(name + "=" + value));
        return text.toString();
    }

    static Map<String, Double> read(String text) {
        Map<String, Double> arguments = new TreeMap<>();
        for (String pair : text.split(";", -1)) {
            int equals = pair.indexOf('=');
            arguments.put(pair.substring(0, equals), Double.valueOf(pair.substring(equals + 1)));
        }
        return arguments;
    }
}
