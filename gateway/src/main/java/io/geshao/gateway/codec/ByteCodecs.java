package io.geshao.gateway.codec;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The codec table: every vendor format by the name that profiles, topics and queries use. */
final class ByteCodecs {
    private static final Map<String, ByteCodec> BY_NAME = Map.ofEntries(
            Map.entry("milesight-em400", MilesightRecords.EM400),
            Map.entry("milesight-em400-nb", new MilesightNbIot()),
            Map.entry("milesight-em310-udl", MilesightRecords.EM310_UDL),
            Map.entry("milesight-em500-swl", MilesightRecords.EM500_SWL),
            Map.entry("milesight-em300", MilesightRecords.EM300),
            Map.entry("milesight-gs524n", new MilesightSmoke()),
            Map.entry("bosch-tpl110", new BoschParking()),
            Map.entry("sensoneo", new SensoneoBin()),
            Map.entry("dragino-ldds75", new DraginoDistance()),
            Map.entry("gbt-26875-3", new FirePanel()));

    private ByteCodecs() {}

    /** Every name in the table. */
    static Set<String> names() {
        return BY_NAME.keySet();
    }

    /** The codec of that name, or null: that is NO_CODEC. */
    static @Nullable ByteCodec find(String name) {
        return BY_NAME.get(name);
    }
}
