package io.geshao.casework.people;

import io.geshao.casework.DutyKind;
import io.geshao.casework.Post;

/**
 * What must be filled at any time.
 *
 * @param place path of the grid, building, community, street or district the post belongs to; for a post of a department
 *     the subtree it serves, empty for everywhere
 * @param unit code of the unit for posts of a department, else empty
 */
public record Slot(Post post, String place, DutyKind kind, String unit) {
    public Slot of(DutyKind other) {
        return new Slot(post, place, other, unit);
    }
}
