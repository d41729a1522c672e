package io.geshao.incident.people;

import io.geshao.casework.Channel;
import io.geshao.casework.people.Person;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** By what ways a person can be told at a moment. */
public final class Reachability {
    /** How long a voice number counts after somebody answered there. Source: domain reference, section 3.3. */
    public static final long VOICE_MILLIS = TimeUnit.DAYS.toMillis(90);

    private Reachability() {}

    /** The addresses that count: all that there are, but a voice number only while its verification holds. */
    public static Map<Channel, String> addresses(Person person, long atMillis) {
        Map<Channel, String> addresses = new EnumMap<>(Channel.class);
        person.contacts().forEach((channel, contact) -> {
            if (channel != Channel.VOICE || holds(contact, atMillis)) {
                addresses.put(channel, contact.address());
            }
        });
        return addresses;
    }

    /** Whether a verified voice number and one other channel lead to the person. */
    public static boolean isReachable(Person person, long atMillis) {
        Map<Channel, String> addresses = addresses(person, atMillis);
        return addresses.containsKey(Channel.VOICE) && addresses.size() > 1;
    }

    /** When the voice number stops to count; {@link Long#MIN_VALUE} if it does not count at all. */
    public static long voiceUntil(Person person) {
        Person.Contact voice = person.contacts().get(Channel.VOICE);
        Long verified = voice == null ? null : voice.verifiedMillis();
        return verified == null ? Long.MIN_VALUE : verified + VOICE_MILLIS;
    }

    private static boolean holds(Person.Contact contact, long atMillis) {
        Long verified = contact.verifiedMillis();
        return verified != null && verified <= atMillis && atMillis - verified < VOICE_MILLIS;
    }
}
