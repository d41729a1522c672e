package io.geshao.incident.telling;

import io.geshao.core.config.Settings;
import io.geshao.incident.notice.ChannelFile;
import io.geshao.incident.notice.ChannelSpec;
import java.net.URI;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How people are told.
 *
 * @param channels what there is to tell them by
 * @param zone the community's: quiet hours, hours of steps, times in texts
 * @param heartbeat whom to tell once a minute that the last audit was clean; empty for nobody
 * @param senders how many sends may be under way at once
 * @param shiftBudget how many notices a worker and shift have room for before it is reported
 */
public record NotifierConfig(
        List<ChannelSpec> channels, ZoneId zone, Optional<URI> heartbeat, int senders, int shiftBudget) {
    private static final int SENDERS = 8;
    /** Source: domain reference, section 3.3. */
    private static final int SHIFT_BUDGET = 30;

    public NotifierConfig {
        channels = List.copyOf(channels);
    }

    /** The page alone, and nobody outside who listens. */
    public static NotifierConfig pageOnly(ZoneId zone) {
        return new NotifierConfig(ChannelFile.none(), zone, Optional.empty(), SENDERS, SHIFT_BUDGET);
    }

    /** Keys: {@code notice.channels}, {@code notice.heartbeat.url}, {@code notice.senders}, {@code notice.shift.budget}. */
    public static NotifierConfig read(Settings in, ZoneId zone, Map<String, String> environment) {
        String file = in.text("notice.channels", "");
        List<ChannelSpec> channels = ChannelFile.none();
        if (!file.isBlank()) {
            try {
                channels = ChannelFile.read(Path.of(file), environment);
            } catch (IllegalArgumentException e) {
                in.fault("notice.channels: " + e.getMessage());
            }
        }
        return new NotifierConfig(
                channels,
                zone,
                url(in),
                in.number("notice.senders", SENDERS, 1, 64),
                in.number("notice.shift.budget", SHIFT_BUDGET, 1, 10_000));
    }

    /**
     * From the environment alone, where a program has no settings of its own for it: {@code GESHAO_NOTICE_CHANNELS} and so
     * on.
     *
     * @throws Settings.BadSettingsException with every fault
     */
    public static NotifierConfig of(Map<String, String> environment, ZoneId zone) {
        Map<String, String> mine = new HashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith("GESHAO_NOTICE_")) {
                mine.put(name, value);
            }
        });
        Settings in = Settings.of(new String[0], mine);
        NotifierConfig config = read(in, zone, environment);
        in.finish();
        return config;
    }

    private static Optional<URI> url(Settings in) {
        String text = in.text("notice.heartbeat.url", "");
        if (text.isBlank()) {
            return Optional.empty();
        }
        if (!text.matches("https?://[^/\\s]+(/\\S*)?")) {
            in.fault("notice.heartbeat.url is not an http address");
            return Optional.empty();
        }
        return Optional.of(URI.create(text));
    }
}
