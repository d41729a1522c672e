package io.geshao.casework.people;

import java.util.Map;

/**
 * A body of the org tree: street office, sanitation unit, property company, self-managed group of a building.
 *
 * @param code unique; where a place has one unit of a role only, the role itself will do
 * @param parent code of the unit above, empty at the top
 * @param role what kind of unit, such as {@code SANIT}: responsibility lists name units by it
 * @param name by language tag
 * @param place path of the subtree it works in, empty for everywhere
 */
public record OrgUnit(String code, String parent, String role, Map<String, String> name, String place) {
    /** Role of the group of residents that looks after a building. */
    public static final String SELF_MANAGED_GROUP = "SELFGROUP";

    public OrgUnit {
        if (!code.matches(Person.ID) || !role.matches("[A-Z][A-Z0-9]{1,15}")) {
            throw new IllegalArgumentException("not a unit: code '" + code + "', role '" + role + "'");
        }
        name = Map.copyOf(name);
    }

    /** Whether a place lies where the unit works. */
    public boolean covers(String path) {
        return place.isEmpty() || path.equals(place) || path.startsWith(place + "/");
    }
}
