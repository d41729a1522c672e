package io.geshao.incident.ladder;

import io.geshao.casework.Channel;
import io.geshao.casework.Post;
import io.geshao.casework.Recipient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Who is there to be told about one case now, and by which channels. One thread, one look. */
public final class Crew {
    private final Function<Post, List<Recipient>> onDuty;
    private final Predicate<Channel> usable;

    public Crew(Function<Post, List<Recipient>> onDuty, Predicate<Channel> usable) {
        this.onDuty = onDuty;
        this.usable = usable;
    }

    public List<Recipient> of(Post post) {
        return onDuty.apply(post);
    }

    /** Channels of these ways that lead to the person; if none does, the first of any way, so that somebody is told. */
    public List<Channel> channels(Recipient person, List<Way> ways) {
        List<Channel> channels = new ArrayList<>();
        for (Way way : ways) {
            way.of(person, usable).ifPresent(channels::add);
        }
        if (channels.isEmpty()) {
            for (Way way : Way.values()) {
                Optional<Channel> other = way.of(person, usable);
                if (other.isPresent()) {
                    return List.of(other.get());
                }
            }
        }
        return channels;
    }
}
