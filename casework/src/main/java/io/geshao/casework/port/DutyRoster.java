package io.geshao.casework.port;

import io.geshao.casework.DutyKind;
import io.geshao.casework.Post;
import io.geshao.casework.Recipient;
import java.util.List;

/** Who is on duty. Asked when a step of a ladder is due, so that swaps and shift changes count. */
public interface DutyRoster {
    /**
     * Everybody who fills the post at that moment, reachable or not, in the order of the roster; empty is a gap.
     *
     * @param place path of the case; the post's level is cut from it
     * @param kind what it is about; a slot without people falls back to {@link DutyKind#GENERAL}
     * @param unit code of the unit in charge, for the posts of a department; else empty
     * @param atMillis milliseconds since the epoch
     */
    List<Recipient> onDuty(Post post, String place, DutyKind kind, String unit, long atMillis);
}
