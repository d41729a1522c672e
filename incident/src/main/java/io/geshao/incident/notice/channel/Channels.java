package io.geshao.incident.notice.channel;

import io.geshao.casework.Channel;
import io.geshao.incident.notice.ChannelSpec;
import io.geshao.incident.notice.NoticeChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All configured channels, by name and by what they can do. Any thread. */
public final class Channels implements AutoCloseable {
    private final Map<String, Line> lines = new LinkedHashMap<>();

    /** A channel with what was said about it. */
    public record Line(ChannelSpec spec, NoticeChannel channel) {}

    public Channels(List<ChannelSpec> specs) {
        Http http = new Http();
        specs.forEach(spec -> lines.put(spec.name(), new Line(spec, open(spec, http))));
    }

    /** Channels that are there already, in the order of the lines. */
    public static Channels of(List<Line> lines) {
        Channels channels = new Channels(List.of());
        lines.forEach(line -> channels.lines.put(line.spec().name(), line));
        return channels;
    }

    private static NoticeChannel open(ChannelSpec spec, Http http) {
        return switch (spec.channel()) {
            case PUSH -> new PushChannel();
            case VOICE, SMS -> new HttpGateway(spec, http);
            case WECOM -> new WeComRobot(spec, http);
            case DINGTALK -> new DingTalkRobot(spec, http);
            case FEISHU -> new FeishuRobot(spec, http);
            case EMAIL -> new MailChannel(spec);
            case WEBHOOK -> new WebhookChannel(spec, http);
            case MQTT -> new MqttChannel(spec);
        };
    }

    public Optional<Line> named(String name) {
        return Optional.ofNullable(lines.get(name));
    }

    public List<Line> all() {
        return List.copyOf(lines.values());
    }

    /** Brokers that keep the state of alerts and cases, drills apart. */
    public List<MqttChannel> brokers() {
        List<MqttChannel> brokers = new ArrayList<>();
        for (Line line : lines.values()) {
            if (line.channel() instanceof MqttChannel broker && !line.spec().drill()) {
                brokers.add(broker);
            }
        }
        return brokers;
    }

    /**
     * The channel for a place: the one for the deepest subtree that holds it, the first of equals.
     *
     * @param drill drills have channels of their own, and no others
     */
    public Optional<Line> find(Channel channel, String place, boolean drill) {
        Line best = null;
        for (Line line : lines.values()) {
            ChannelSpec spec = line.spec();
            boolean fits = spec.channel() == channel
                    && spec.drill() == drill
                    && (spec.place().isEmpty() || place.equals(spec.place()) || place.startsWith(spec.place() + "/"));
            if (fits
                    && (best == null
                            || spec.place().length() > best.spec().place().length())) {
                best = line;
            }
        }
        return Optional.ofNullable(best);
    }

    @Override
    public void close() {
        lines.values().forEach(line -> line.channel().close());
    }
}
