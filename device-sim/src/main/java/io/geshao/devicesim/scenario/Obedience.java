package io.geshao.devicesim.scenario;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a virtual device takes orders: once each, whatever comes twice; not after their time; and a changed interval really
 * changes its pace. Reads the JSON with its own eyes. The agenda's thread.
 */
public final class Obedience {
    private static final Pattern FIELD =
            Pattern.compile("\"([a-z_.A-Z0-9-]+)\":(?:\"([^\"]*)\"|(true|false|-?[0-9.eE+-]+))");
    private static final int REMEMBERED = 64;

    private final Map<String, String> answers = new LinkedHashMap<>(); // id to the receipt it was given, eldest first
    private long intervalMillis;
    private boolean intervalChanged;
    private boolean sounds;
    private boolean open = true;
    private int done;

    /** Carries out an order, or not; the receipt. */
    public byte[] obey(byte[] order, long nowMillis) {
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher field = FIELD.matcher(new String(order, StandardCharsets.UTF_8));
        while (field.find()) {
            fields.put(field.group(1), field.group(2) == null ? field.group(3) : field.group(2));
        }
        String id = fields.getOrDefault("id", "");
        String answer = answers.get(id);
        if (answer == null) {
            String reason = carryOut(fields, nowMillis);
            answer = reason.isEmpty() ? "\"done\"" : "\"refused\",\"reason\":\"" + reason + "\"";
            answers.put(id, answer);
            if (answers.size() > REMEMBERED) {
                answers.remove(answers.keySet().iterator().next());
            }
        }
        return ("{\"id\":\"" + id + "\",\"result\":" + answer + "}").getBytes(StandardCharsets.UTF_8);
    }

    /** Why not, or empty. */
    private String carryOut(Map<String, String> fields, long nowMillis) {
        if (Long.parseLong(fields.getOrDefault("expires", "0")) <= nowMillis) {
            return "TOO_LATE";
        }
        switch (fields.getOrDefault("do", "")) {
            case "siren" -> sounds = "true".equals(fields.get("on"));
            case "valve" -> open = "true".equals(fields.get("open"));
            case "configure" -> {
                String interval = fields.get("interval_s");
                if (interval != null) {
                    intervalMillis = Math.round(Double.parseDouble(interval) * 1_000);
                    intervalChanged = true;
                }
            }
            default -> {
                return "UNKNOWN_ORDER";
            }
        }
        done++;
        return "";
    }

    /** How often it reports, if it was told. */
    long intervalMillis(long usual) {
        return intervalMillis == 0 ? usual : intervalMillis;
    }

    /** Whether the interval was changed since this was asked last. */
    public boolean takeIntervalChanged() {
        boolean was = intervalChanged;
        intervalChanged = false;
        return was;
    }

    boolean sounds() {
        return sounds;
    }

    boolean isOpen() {
        return open;
    }

    /** Orders carried out, each once. */
    int done() {
        return done;
    }
}
