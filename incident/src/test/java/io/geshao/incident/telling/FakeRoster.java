package io.geshao.incident.telling;

import io.geshao.casework.Channel;
import io.geshao.casework.DutyKind;
import io.geshao.casework.Post;
import io.geshao.casework.Recipient;
import io.geshao.casework.port.DutyRoster;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who fills a post from when on, the same at every place. */
final class FakeRoster implements DutyRoster {
    private final Map<Post, TreeMap<Long, List<Recipient>>> shifts = new EnumMap<>(Post.class);

    /** From that time on these people, and nobody else. */
    void from(long millis, Post post, Recipient... people) {
        shifts.computeIfAbsent(post, fresh -> new TreeMap<>()).put(millis, List.of(people));
    }

    void put(Post post, Recipient... people) {
        from(Long.MIN_VALUE, post, people);
    }

    /** Somebody with a phone, a page and whatever else. */
    static Recipient person(String id, Post post, Channel... channels) {
        Map<Channel, String> addresses = new EnumMap<>(Channel.class);
        for (Channel channel : channels) {
            addresses.put(channel, "");
        }
        addresses.replaceAll((channel, none) -> switch (channel) {
            case VOICE, SMS -> "tel-" + id;
            case PUSH -> id;
            default -> "";
        });
        return new Recipient(id, Map.of("zh", id, "en", id), post, addresses, false);
    }

    static Recipient usual(String id, Post post) {
        return person(id, post, Channel.PUSH, Channel.VOICE, Channel.SMS);
    }

    @Override
    public List<Recipient> onDuty(Post post, String place, DutyKind kind, String unit, long atMillis) {
        TreeMap<Long, List<Recipient>> of = shifts.get(post);
        Map.Entry<Long, List<Recipient>> entry = of == null ? null : of.floorEntry(atMillis);
        return entry == null ? List.of() : new ArrayList<>(entry.getValue());
    }
}
