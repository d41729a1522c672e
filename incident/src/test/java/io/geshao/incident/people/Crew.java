package io.geshao.incident.people;

import io.geshao.casework.Channel;
import io.geshao.casework.DutyKind;
import io.geshao.casework.Post;
import io.geshao.casework.people.Absence;
import io.geshao.casework.people.DayPattern;
import io.geshao.casework.people.DutyMode;
import io.geshao.casework.people.Person;
import io.geshao.casework.people.RosterVersion;
import io.geshao.casework.people.Shift;
import io.geshao.casework.people.ShiftLayer;
import io.geshao.casework.people.Slot;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** People and shifts of one community, for tests. */
public final class Crew {
    public static final String COMMUNITY = "310104/013/yuhua";
    public static final String GRID = COMMUNITY + "/g03";
    public static final Slot WORKER = new Slot(Post.GRID_WORKER, GRID, DutyKind.GENERAL, "");
    public static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private Crew() {}

    /** Milliseconds of a time such as {@code 2026-11-30T08:00} on the clocks of a zone. */
    public static long at(String local, ZoneId zone) {
        return LocalDateTime.parse(local).atZone(zone).toInstant().toEpochMilli();
    }

    public static long at(String local) {
        return at(local, SHANGHAI);
    }

    /** Somebody with a voice number verified on that day, and a phone with push messages. */
    public static Person person(String id, String verifiedOn) {
        return new Person(
                id,
                Map.of("zh", id, "en", id),
                "",
                Map.of(
                        Channel.VOICE, new Person.Contact("100" + id, at(verifiedOn + "T00:00")),
                        Channel.PUSH, new Person.Contact("push-" + id, null)),
                true);
    }

    public static Person person(String id) {
        return person(id, "2026-09-15");
    }

    public static Shift shift(ShiftLayer layer, Slot slot, String person, String days, String start, String end) {
        return new Shift(
                layer,
                slot,
                person,
                DutyMode.PATROLLING,
                DayPattern.of(days),
                LocalTime.parse(start),
                LocalTime.parse(end));
    }

    public static RosterVersion roster(int version, String validFrom, Shift... shifts) {
        return new RosterVersion(
                "yuhua", version, COMMUNITY, LocalDate.parse(validFrom), 0, "planner", "", List.of(shifts));
    }

    public static Absence absence(long id, String person, @Nullable String substitute, String from, String to) {
        return new Absence(id, person, substitute, "", at(from), at(to), "", "planner", 0);
    }
}
