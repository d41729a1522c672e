package io.geshao.casework;

import java.util.Set;

/**
 * Who acts: an account with what it may do and where. A value; says nothing about whether the account has proved itself.
 *
 * @param account name, as timelines show it
 * @param roles what it may do
 * @param place path of the subtree its roles hold in, empty for everywhere
 * @param unit code of the unit it belongs to, empty for none
 */
public record Actor(String account, Set<Role> roles, String place, String unit) {
    /** The platform itself. */
    public static final Actor SYS = new Actor("SYS", Set.of(Role.SYS), "", "");

    public Actor {
        if (account.isBlank()) {
            throw new IllegalArgumentException("an actor has a name");
        }
        roles = Set.copyOf(roles);
    }

    public boolean is(Role role) {
        return roles.contains(role);
    }

    /** Whether a place lies where this actor's roles hold. */
    public boolean covers(String path) {
        return place.isEmpty() || path.equals(place) || path.startsWith(place + "/");
    }
}
