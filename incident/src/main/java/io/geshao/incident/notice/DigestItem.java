package io.geshao.incident.notice;

import io.geshao.casework.DutyKind;
import io.geshao.casework.Post;
import io.geshao.core.Severity;
import java.util.List;

/**
 * One piece of news that is told in a digest.
 *
 * @param audience tells items of one alert apart that go to different people; {@code late} is dropped when somebody takes
 *     the alert before it is due
 * @param position of the news in the alert log
 * @param posts who is told
 * @param cleared whether it is over by now
 */
public record DigestItem(
        long id,
        String alertId,
        String audience,
        long position,
        List<Post> posts,
        String place,
        DutyKind duty,
        Severity severity,
        boolean drill,
        NoticeText text,
        long atMillis,
        long dueMillis,
        boolean cleared) {
    /** The audience that hears of an alert only if nobody before it takes it. */
    public static final String LATE = "late";

    /** The audience that hears of an alert before the late one. */
    public static final String FIRST = "first";

    public DigestItem {
        posts = List.copyOf(posts);
    }
}
