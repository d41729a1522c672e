package io.geshao.incident.flow;

import io.geshao.casework.cases.CaseLevel;
import io.geshao.casework.cases.CaseOverlay;
import io.geshao.casework.cases.CaseSource;
import io.geshao.core.CaseView;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A case with what only its own module needs to drive it.
 *
 * @param members its alerts, oldest first, the same as {@code view.alerts()}
 * @param listVersion version of the responsibility list it was filed under, empty if the list has no row for it
 * @param selfClosing whether the platform may close it when its alerts have cleared
 * @param work what people and clocks have done to it
 */
public record CaseFile(CaseView view, List<Member> members, String listVersion, boolean selfClosing, CaseWork work) {
    /** A case stored before there was case work has none in it: it was opened by a sensor. */
    public CaseFile(
            CaseView view, List<Member> members, String listVersion, boolean selfClosing, @Nullable CaseWork work) {
        this.view = view;
        this.members = List.copyOf(members);
        this.listVersion = listVersion;
        this.selfClosing = selfClosing;
        this.work = work == null
                ? CaseWork.fresh(CaseSource.SENSOR, CaseLevel.of(view.grade()), view.openedMillis())
                : work;
    }

    public CaseState state() {
        return CaseState.valueOf(view.state());
    }

    public boolean hasMember(String alertId) {
        return members.stream().anyMatch(member -> member.alertId().equals(alertId));
    }

    /** What lies over its state. */
    public Set<CaseOverlay> overlays() {
        EnumSet<CaseOverlay> overlays = EnumSet.noneOf(CaseOverlay.class);
        if (work.requests().suspension() != null) {
            overlays.add(CaseOverlay.SUSPENDED);
        }
        if (work.requests().demand() != null) {
            overlays.add(CaseOverlay.SUPERVISED);
        }
        if (work.requests().arbitration() != null) {
            overlays.add(CaseOverlay.ARBITRATION);
        }
        return overlays;
    }

    /**
     * Whether later alerts and reports of its scope belong to it: until the work is said to be done, an emergency until
     * it is closed. After that a new case starts that recurs.
     */
    public boolean takesMore() {
        return view.isOpen() && (view.domain() == CaseView.Domain.EMERGENCY || !state().isHandled());
    }
}
