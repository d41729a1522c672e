package io.geshao.incident.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HashChainTest {
    private static final HashChain.Link LINK = new HashChain.Link(
            "yuhua", 1, 1772416800000L, "SYS", "OPENED", "yuhua-20260302-0001", "p".repeat(64), HashChain.ORIGIN);

    @Test
    void canonical_form_is_sorted_tight_and_escaped() {
        Map<String, Object> fields = new TreeMap<>(Map.of("b", "楼\"\\\n\u0001", "a", 7L));
        assertThat(HashChain.canonical(fields)).isEqualTo("{\"a\":7,\"b\":\"楼\\\"\\\\\\n\\u0001\"}");
    }

    @Test
    void hash_of_a_known_entry_never_changes() {
        // Computed apart with: printf '%s' '{"actor":"SYS","at":1772416800000,…}' | sha256sum
        assertThat(HashChain.hash(LINK)).isEqualTo("0927536b87f7e3899852cfbbce5c84a859029f9abd7c5b6817f72d5589e49d1a");
        assertThat(HashChain.payloadHash(Map.of("zh", "烟感报警", "en", "Smoke alarm"), "F1"))
                .isEqualTo("5e41e8f66d3feb1f1b4172777de50ebe40ebeb396d723ab3817fa0a5b30eb2ea");
    }

    @Test
    void every_field_is_part_of_the_hash() {
        List<HashChain.Link> others = List.of(
                new HashChain.Link(
                        "x",
                        1,
                        1772416800000L,
                        "SYS",
                        "OPENED",
                        "yuhua-20260302-0001",
                        LINK.payloadHash(),
                        HashChain.ORIGIN),
                new HashChain.Link(
                        "yuhua",
                        2,
                        1772416800000L,
                        "SYS",
                        "OPENED",
                        "yuhua-20260302-0001",
                        LINK.payloadHash(),
                        HashChain.ORIGIN),
                new HashChain.Link(
                        "yuhua", 1, 1L, "SYS", "OPENED", "yuhua-20260302-0001", LINK.payloadHash(), HashChain.ORIGIN),
                new HashChain.Link(
                        "yuhua",
                        1,
                        1772416800000L,
                        "x",
                        "OPENED",
                        "yuhua-20260302-0001",
                        LINK.payloadHash(),
                        HashChain.ORIGIN),
                new HashChain.Link(
                        "yuhua",
                        1,
                        1772416800000L,
                        "SYS",
                        "x",
                        "yuhua-20260302-0001",
                        LINK.payloadHash(),
                        HashChain.ORIGIN),
                new HashChain.Link(
                        "yuhua", 1, 1772416800000L, "SYS", "OPENED", "x", LINK.payloadHash(), HashChain.ORIGIN),
                new HashChain.Link(
                        "yuhua", 1, 1772416800000L, "SYS", "OPENED", "yuhua-20260302-0001", "x", HashChain.ORIGIN),
                new HashChain.Link(
                        "yuhua", 1, 1772416800000L, "SYS", "OPENED", "yuhua-20260302-0001", LINK.payloadHash(), "x"));
        assertThat(others.stream().map(HashChain::hash)).doesNotHaveDuplicates().doesNotContain(HashChain.hash(LINK));
    }
}
