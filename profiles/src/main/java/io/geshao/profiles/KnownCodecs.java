package io.geshao.profiles;

import java.util.List;

/** The codecs that a profile may name. A test in the gateway compares this list with its codec table. */
public final class KnownCodecs {
    /** {@code native} stands for the platform's own formats: native JSON and CBOR, SenML. */
    public static final List<String> NAMES = List.of(
            "native",
            "bosch-tpl110",
            "dragino-ldds75",
            "gbt-26875-3",
            "milesight-em300",
            "milesight-em310-udl",
            "milesight-em400",
            "milesight-em400-nb",
            "milesight-em500-swl",
            "milesight-gs524n",
            "sensoneo");

    private KnownCodecs() {}

    static String require(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException(name);
        }
        return name;
    }
}
