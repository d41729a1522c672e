package io.geshao.gateway.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.profiles.KnownCodecs;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownCodecsTest {
    @Test
    void profiles_may_name_exactly_the_codecs_of_the_table_and_the_native_one() {
        Set<String> table = new HashSet<>(ByteCodecs.names());
        table.add("native");

        assertThat(KnownCodecs.NAMES).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(table);
        assertThat(KnownCodecs.NAMES).allMatch(PayloadDecoder::knowsCodec);
    }
}
