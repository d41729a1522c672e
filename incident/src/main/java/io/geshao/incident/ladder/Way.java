package io.geshao.incident.ladder;

import io.geshao.casework.Channel;
import io.geshao.casework.Recipient;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** By what way a step tells people; the group robots of the three messengers are one way, whichever a person has. */
public enum Way {
    PUSH(Channel.PUSH),
    VOICE(Channel.VOICE),
    SMS(Channel.SMS),
    IM(Channel.WECOM, Channel.DINGTALK, Channel.FEISHU),
    EMAIL(Channel.EMAIL),
    WEBHOOK(Channel.WEBHOOK),
    MQTT(Channel.MQTT);

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<Channel> channels;

    Way(Channel... channels) {
        this.channels = List.of(channels);
    }

    /** The first channel of this way that the person has an address for and that is there to be used. */
    public Optional<Channel> of(Recipient person, Predicate<Channel> usable) {
        return channels.stream()
                .filter(channel -> person.addresses().containsKey(channel) && usable.test(channel))
                .findFirst();
    }
}
