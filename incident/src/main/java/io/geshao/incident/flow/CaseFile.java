package io.geshao.incident.flow;

import io.geshao.core.CaseView;
import java.util.List;

/**
 * A case with what only its own module needs to drive it.
 *
 * @param members its alerts, oldest first, the same as {@code view.alerts()}
 * @param listVersion version of the responsibility list it was filed under, empty if the list has no row for it
 * @param selfClosing whether the platform may close it when its alerts have cleared
 */
public record CaseFile(CaseView view, List<Member> members, String listVersion, boolean selfClosing) {
    public CaseFile {
        members = List.copyOf(members);
    }

    public CaseState state() {
        return CaseState.valueOf(view.state());
    }

    public boolean hasMember(String alertId) {
        return members.stream().anyMatch(member -> member.alertId().equals(alertId));
    }
}
