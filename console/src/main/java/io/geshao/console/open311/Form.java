package io.geshao.console.open311;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a form (application/x-www-form-urlencoded); each name once, bounded. */
record Form(Map<String, String> fields) {
    private static final int MAX_FIELDS = 64;
    private static final int MAX_LENGTH = 4_000;

    /** @throws GeoReportError 400 if it is no form */
    static Form read(@Nullable String contentType, byte[] body) {
        String type = contentType == null ? "" : contentType.split(";", -1)[0].strip();
        if (!type.equalsIgnoreCase("application/x-www-form-urlencoded")) {
            throw new GeoReportError(400, "the body must be application/x-www-form-urlencoded");
        }
        Map<String, String> fields = new HashMap<>();
        String text = new String(body, StandardCharsets.UTF_8);
        for (String pair : text.isEmpty() ? new String[0] : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1 || fields.size() >= MAX_FIELDS) {
                throw new GeoReportError(400, "the body is not a form of at most " + MAX_FIELDS + " fields");
            }
            String name = decoded(pair.substring(0, equals));
            if (fields.put(name, decoded(pair.substring(equals + 1))) != null) {
                throw new GeoReportError(400, name + " stands twice");
            }
        }
        return new Form(Map.copyOf(fields));
    }

    private static String decoded(String text) {
        String plain;
        try {
            plain = URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new GeoReportError(400, "the body is not percent-encoded as a form is");
        }
        if (plain.length() > MAX_LENGTH) {
            throw new GeoReportError(400, "a field has at most " + MAX_LENGTH + " characters");
        }
        return plain.strip();
    }

    /** The field, or empty. */
    String text(String name) {
        return fields.getOrDefault(name, "");
    }

    /** The field as degrees, or null if it is absent. */
    @Nullable
    Double degrees(String name, double limit) {
        String text = text(name);
        if (text.isEmpty()) {
            return null;
        }
        try {
            double degrees = Double.parseDouble(text);
            if (Math.abs(degrees) <= limit) {
                return degrees;
            }
        } catch (NumberFormatException e) {
            // said below, with the range
        }
        throw new GeoReportError(400, name + " must be a number of degrees within ±" + (int) limit);
    }
}
