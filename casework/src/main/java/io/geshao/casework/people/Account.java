package io.geshao.casework.people;

import io.geshao.casework.Actor;
import io.geshao.casework.Role;
import java.util.Set;

/**
 * How somebody comes in (账号).
 *
 * @param name what is typed at the login: 1 to 64 characters without a colon
 * @param place path of the subtree its roles hold in and its lists show, empty for everywhere
 * @param unit code of the unit it belongs to, empty for none
 * @param person id of the person it is, empty for a machine or a shared desk
 * @param active false once it is closed: its sessions end within the minute
 * @param demo made for a demonstration, with a password that was printed
 */
public record Account(
        String name, Set<Role> roles, String place, String unit, String person, boolean active, boolean demo) {
    public Account {
        if (name.isBlank() || name.length() > 64 || name.contains(":")) {
            throw new IllegalArgumentException("an account's name has 1 to 64 characters without a colon");
        }
        roles = Set.copyOf(roles);
        if (roles.contains(Role.SYS)) {
            throw new IllegalArgumentException("nobody but the platform is SYS");
        }
    }

    /** Who acts when it asks. */
    public Actor actor() {
        return new Actor(name, roles, place, unit);
    }
}
