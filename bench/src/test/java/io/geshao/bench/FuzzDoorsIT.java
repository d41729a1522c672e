package io.geshao.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.bench.fuzz.FuzzRun;
import io.geshao.testkit.RealPart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code ./geshao bench fuzz}. */
class FuzzDoorsIT {
    private static final int INPUTS = 50_000;

    @TempDir
    Path folder;

    @Test
    void malformed_input_crashes_and_leaks_nothing_and_disturbs_nobody() throws IOException, InterruptedException {
        Path mosquitto = RealPart.MOSQUITTO.orSkip(FuzzDoorsIT.class);
        try (FuzzRun run = new FuzzRun(7, Optional.of(mosquitto), folder)) {
            run.run(INPUTS);
            assertThat(run.problems()).isEmpty();
            assertThat(run.inputs()).isGreaterThan(INPUTS * 9 / 10);
            assertThat(run.doors())
                    .allSatisfy(
                            (door, tally) -> assertThat(tally.inputs()).as(door).isPositive());
            assertThat(run.refusedHere()).as("kinds of refusal").hasSizeGreaterThan(20);
        }
    }
}
