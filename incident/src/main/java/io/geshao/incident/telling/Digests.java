package io.geshao.incident.telling;

import io.geshao.casework.Channel;
import io.geshao.casework.NoticeKind;
import io.geshao.casework.Post;
import io.geshao.casework.Recipient;
import io.geshao.casework.port.DutyRoster;
import io.geshao.core.Severity;
import io.geshao.core.time.Ticker;
import io.geshao.incident.notice.DigestItem;
import io.geshao.incident.notice.DigestText;
import io.geshao.incident.notice.Notice;
import io.geshao.incident.notice.channel.Channels;
import io.geshao.incident.notice.channel.Channels.Line;
import io.geshao.incident.notice.store.DigestStore;
import io.geshao.incident.notice.store.DigestStore.Waiting;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what is not urgent: collected, at most one digest per address in ten minutes, not at night. Owner: one thread. */
final class Digests {
    /*
     * Who is told is asked when the news is told, not when it happened: what was held over the night goes to the day shift.
     * News without a case that is urgent all the same neither waits for the collection nor for the morning.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Digests.class);
    static final long COLLECT_MILLIS = 5_000;
    private static final long EVERY_MILLIS = 600_000;
    private static final int NIGHT_FROM_HOUR = 22;
    private static final int NIGHT_TO_HOUR = 7;
    private static final int BITE = 500;
    /** One channel, the first the person has: messengers and the page; a call or an SMS is for what is urgent. */
    private static final List<Channel> BY =
            List.of(Channel.WECOM, Channel.DINGTALK, Channel.FEISHU, Channel.PUSH, Channel.EMAIL);

    private final DigestStore store;
    private final DutyRoster roster;
    private final Channels channels;
    private final ZoneId zone;
    private final Ticker ticker;

    Digests(DigestStore store, DutyRoster roster, Channels channels, ZoneId zone, Ticker ticker) {
        this.store = store;
        this.roster = roster;
        this.channels = channels;
        this.zone = zone;
        this.ticker = ticker;
    }

    /** Tells what is due; returns how many notices it wrote. */
    int turn() {
        long now = ticker.epochMillis();
        boolean night = isNight(now);
        for (DigestItem item : store.due(now, BITE)) {
            boolean urgent = item.severity().compareTo(Severity.S2) <= 0;
            if (urgent || !night) {
                assign(item, now);
            }
        }
        int written = 0;
        for (Waiting who : store.waiting()) {
            Long last = who.lastMillis();
            boolean early = last != null && now - last < EVERY_MILLIS;
            if (who.urgent() || (!early && !night)) {
                written += tell(who, now);
            }
        }
        return written;
    }

    private boolean isNight(long now) {
        int hour = Instant.ofEpochMilli(now).atZone(zone).getHour();
        return hour >= NIGHT_FROM_HOUR || hour < NIGHT_TO_HOUR;
    }

    private void assign(DigestItem item, long now) {
        List<DigestStore.Line> lines = lines(item, item.posts(), now);
        if (lines.isEmpty() && item.audience().equals(DigestItem.FIRST)) {
            store.hurry(item, now);
        } else if (lines.isEmpty()) {
            lines = lines(item, List.of(Post.COMMUNITY_HEAD), now);
        }
        if (lines.isEmpty()) {
            LOG.warn("nobody can be told of {} at {}: it stands in the lists only", item.alertId(), item.place());
        }
        store.assign(item, lines);
    }

    private List<DigestStore.Line> lines(DigestItem item, List<Post> posts, long now) {
        List<DigestStore.Line> lines = new ArrayList<>();
        for (Post post : posts) {
            for (Recipient person : roster.onDuty(post, item.place(), item.duty(), "", now)) {
                line(item, person).ifPresent(lines::add);
            }
        }
        return lines;
    }

    private Optional<DigestStore.Line> line(DigestItem item, Recipient person) {
        for (Channel channel : BY) {
            String address = person.addresses().get(channel);
            Optional<Line> line =
                    address == null ? Optional.empty() : channels.find(channel, item.place(), item.drill());
            if (line.isPresent()) {
                String sender = line.get().spec().name();
                return Optional.of(new DigestStore.Line(item, person, channel, sender, String.valueOf(address)));
            }
        }
        return Optional.empty();
    }

    private int tell(Waiting who, long now) {
        List<DigestItem> items = store.linesOf(who);
        int room = channels.named(who.sender())
                .map(line -> line.channel().maxBytes())
                .orElse(2_000);
        List<DigestText.Part> parts = DigestText.parts(items, room, zone);
        List<Notice> notices = new ArrayList<>();
        for (DigestText.Part part : parts) {
            Severity severity = items.stream()
                    .filter(item -> part.items().contains(item.id()))
                    .map(DigestItem::severity)
                    .min(Severity::compareTo)
                    .orElse(Severity.S3);
            notices.add(new Notice(
                    NoticeKind.DIGEST,
                    "",
                    "digest/" + part.items().get(0) + "-" + who.sender() + "-" + who.address(),
                    severity,
                    who.drill(),
                    who.person().person(),
                    who.person().name(),
                    who.person().post(),
                    who.channel(),
                    who.sender(),
                    who.address(),
                    who.others(),
                    part.text(),
                    now));
        }
        store.write(who, parts, notices, now);
        return notices.size();
    }
}
