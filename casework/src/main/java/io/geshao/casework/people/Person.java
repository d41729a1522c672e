package io.geshao.casework.people;

import io.geshao.casework.Channel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who works on cases.
 *
 * @param id stable over names, units and numbers
 * @param name by language tag
 * @param unit code of the unit the person belongs to, empty for none
 * @param contacts ways to reach the person
 * @param active false once somebody has left: no roster finds the person any more
 */
public record Person(String id, Map<String, String> name, String unit, Map<Channel, Contact> contacts, boolean active) {
    /** 64 letters, digits, dots, dashes or underlines at most. */
    public static final String ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    public Person {
        if (!id.matches(ID)) {
            throw new IllegalArgumentException("not a person's id: '" + id + "'");
        }
        name = Map.copyOf(name);
        contacts = Map.copyOf(contacts);
    }

    /**
     * One way to reach a person.
     *
     * @param address phone number, mail address or id of the channel
     * @param verifiedMillis when somebody last answered there, or null if never tried
     */
    public record Contact(String address, @Nullable Long verifiedMillis) {
        public Contact {
            if (address.isBlank()) {
                throw new IllegalArgumentException("a contact has an address");
            }
        }
    }
}
