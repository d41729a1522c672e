package io.geshao.gateway.codec;

import com.fasterxml.jackson.core.JsonToken;
import io.geshao.core.RejectionReason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One SenML record as written, and the base fields in force, which live on from record to record. Source: RFC 8428,
 * sections 4.1 to 4.3 and table 4. One body, one thread.
 */
final class SenmlRecord {
    private static final double VERSION = 10;

    // Base fields: in force until replaced.
    String baseName = "";
    double baseTime;
    String baseUnit = "";
    double baseValue;

    // This record's own fields.
    @Nullable
    String name;

    @Nullable
    String unit;

    double time;
    int values;
    boolean hasSum;
    boolean isText;

    @Nullable
    Boolean bool;

    double number;

    /** Reads one record, from its START_OBJECT on; anything wrong refuses the whole pack. */
    void read(Tokens tokens, SenmlReader pack) throws IOException, RefusedException {
        name = null;
        unit = null;
        time = 0;
        values = 0;
        hasSum = false;
        isText = false;
        bool = null;
        while (tokens.next() != JsonToken.END_OBJECT) {
            String key = tokens.name();
            tokens.next();
            field(tokens.isCbor() ? label(key) : key, tokens, pack);
        }
    }

    private void field(String label, Tokens tokens, SenmlReader pack) throws IOException, RefusedException {
        switch (label) {
            case "bver" -> {
                double version = number(tokens, pack, RejectionReason.SENML_VERSION, label);
                if (version > VERSION) {
                    pack.fault(RejectionReason.SENML_VERSION, "version " + version + ", at most 10 is understood");
                }
            }
            case "bn" -> baseName = text(tokens, pack, RejectionReason.SENML_BAD_NAME, label);
            case "n" -> name = text(tokens, pack, RejectionReason.SENML_BAD_NAME, label);
            case "bu" -> baseUnit = text(tokens, pack, RejectionReason.BAD_SHAPE, label);
            case "u" -> unit = text(tokens, pack, RejectionReason.BAD_SHAPE, label);
            case "bt" -> baseTime = time(tokens, pack, label);
            case "t" -> time = time(tokens, pack, label);
            case "bv" -> baseValue = number(tokens, pack, RejectionReason.SENML_BAD_VALUE, label);
            case "v" -> {
                number = number(tokens, pack, RejectionReason.SENML_BAD_VALUE, label);
                values++;
            }
            case "vb" -> {
                bool = tokens.current() == JsonToken.VALUE_TRUE;
                if (bool || tokens.current() == JsonToken.VALUE_FALSE) {
                    values++;
                } else {
                    tokens.skip();
                    pack.fault(RejectionReason.SENML_BAD_VALUE, "vb is neither true nor false");
                }
            }
            case "vs", "vd" -> {
                tokens.skip();
                isText = true;
                values++;
            }
            case "s" -> {
                number(tokens, pack, RejectionReason.SENML_BAD_VALUE, label);
                hasSum = true;
            }
            case "bs", "ut" -> tokens.skip();
            default -> {
                tokens.skip();
                pack.unknownField(label);
            }
        }
    }

    private static double number(Tokens tokens, SenmlReader pack, RejectionReason fault, String label)
            throws IOException, RefusedException {
        if (tokens.current().isNumeric()) {
            return tokens.number();
        }
        tokens.skip();
        pack.fault(fault, label + " is not a number");
        return 0;
    }

    private static double time(Tokens tokens, SenmlReader pack, String label) throws IOException, RefusedException {
        double seconds = number(tokens, pack, RejectionReason.TS_INVALID, label);
        if (Double.isFinite(seconds)) {
            return seconds;
        }
        pack.fault(RejectionReason.TS_INVALID, label + " is not finite");
        return 0;
    }

    private static String text(Tokens tokens, SenmlReader pack, RejectionReason fault, String label)
            throws IOException, RefusedException {
        if (tokens.current() == JsonToken.VALUE_STRING) {
            return tokens.text();
        }
        tokens.skip();
        pack.fault(fault, label + " is not text");
        return "";
    }

    /** The JSON label of a CBOR label; a text label of CBOR is never one of the numbered fields. */
    private static String label(String key) {
        return switch (key) {
            case "-1" -> "bver";
            case "-2" -> "bn";
            case "-3" -> "bt";
            case "-4" -> "bu";
            case "-5" -> "bv";
            case "-6" -> "bs";
            case "0" -> "n";
            case "1" -> "u";
            case "2" -> "v";
            case "3" -> "vs";
            case "4" -> "vb";
            case "5" -> "s";
            case "6" -> "t";
            case "7" -> "ut";
            case "8" -> "vd";
            default -> key.endsWith("_") ? key : "";
        };
    }

    String fullName() {
        return name == null ? baseName : baseName + name;
    }

    String unitInForce() {
        return unit == null ? baseUnit : unit;
    }

    double seconds() {
        return baseTime + time;
    }
}
