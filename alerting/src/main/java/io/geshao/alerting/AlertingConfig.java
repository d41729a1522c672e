package io.geshao.alerting;

import io.geshao.core.config.Settings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How alerting runs.
 *
 * @param rulesDir folder of the rule catalogue
 * @param delayScale multiplies every delay of every rule; demos use less than 1
 * @param threads partition threads; communities are spread over them
 * @param snapshotEvery how often changed state is written down
 * @param watchEvery how often it is looked whether the rules have changed, zero for never
 */
public record AlertingConfig(
        Path rulesDir, double delayScale, int threads, Duration snapshotEvery, Duration watchEvery) {
    /** Rules are read once. */
    AlertingConfig(Path rulesDir, double delayScale, int threads, Duration snapshotEvery) {
        this(rulesDir, delayScale, threads, snapshotEvery, Duration.ZERO);
    }

    /** Keys: {@code rules.dir}, {@code rules.delay.scale}, {@code alerting.threads}, {@code alerting.snapshot.every}, {@code rules.watch.every}. */
    public static AlertingConfig read(Settings in) {
        AlertingConfig config = new AlertingConfig(
                in.path("rules.dir", "rules"),
                in.decimal("rules.delay.scale", 1.0, 0, 1_000),
                in.number("alerting.threads", 2, 1, 64),
                in.time("alerting.snapshot.every", "PT10S"),
                in.time("rules.watch.every", "PT2S"));
        if (config.snapshotEvery().isNegative() || config.snapshotEvery().isZero()) {
            in.fault("alerting.snapshot.every is more than nothing");
        }
        if (config.watchEvery().isNegative()) {
            in.fault("rules.watch.every is zero, for never, or more");
        }
        return config;
    }
}
