package io.geshao.incident.people.store;

import io.geshao.casework.DutyKind;
import io.geshao.casework.Post;
import io.geshao.casework.people.GapNotice;
import io.geshao.casework.people.RosterGap;
import io.geshao.incident.people.GapStages;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Gaps that were told. Any thread; every call is one transaction. */
public final class GapTable {
    private final Jdbi jdbi;

    public GapTable(DataSource database) {
        jdbi = Jdbi.create(database);
    }

    /** Told and not ended, by place and time. */
    public List<GapNotice> open() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from incident.roster_gap where ended_millis = 0 order by place, from_millis, id")
                .map((row, context) -> new GapNotice(
                        row.getLong("id"),
                        new RosterGap(
                                Post.valueOf(row.getString("post")),
                                row.getString("place"),
                                row.getString("unit"),
                                Arrays.stream((String[]) row.getArray("kinds").getArray())
                                        .map(DutyKind::valueOf)
                                        .collect(Collectors.toSet()),
                                row.getLong("from_millis"),
                                row.getLong("to_millis"),
                                RosterGap.Reason.valueOf(row.getString("reason")),
                                Arrays.asList((String[]) row.getArray("people").getArray())),
                        GapNotice.Stage.valueOf(row.getString("stage")),
                        row.getLong("found_millis"),
                        row.getLong("stage_millis"),
                        row.getLong("ended_millis")))
                .list());
    }

    public void apply(GapStages.Change change, long nowMillis) {
        jdbi.useTransaction(handle -> {
            change.opened().forEach(notice -> insert(handle, notice));
            change.risen().forEach(notice -> update(handle, notice));
            change.moved().forEach(notice -> update(handle, notice));
            handle.createUpdate("update incident.roster_gap set ended_millis = :now where id = any(:ids)")
                    .bind("now", nowMillis)
                    .bind("ids", change.ended().toArray(new Long[0]))
                    .execute();
        });
    }

    private static void insert(Handle handle, GapNotice notice) {
        RosterGap gap = notice.gap();
        handle.createUpdate("insert into incident.roster_gap (post, place, unit, kinds, from_millis, to_millis, reason,"
                        + " people, stage, found_millis, stage_millis, ended_millis) values (:post, :place, :unit, :kinds,"
                        + " :from, :to, :reason, :people, :stage, :found, :at, 0)")
                .bind("post", gap.post().name())
                .bind("place", gap.place())
                .bind("unit", gap.unit())
                .bind("kinds", gap.kinds().stream().map(DutyKind::name).sorted().toArray(String[]::new))
                .bind("from", gap.fromMillis())
                .bind("to", gap.toMillis())
                .bind("reason", gap.reason().name())
                .bind("people", gap.people().toArray(new String[0]))
                .bind("stage", notice.stage().name())
                .bind("found", notice.foundMillis())
                .bind("at", notice.stageMillis())
                .execute();
    }

    private static void update(Handle handle, GapNotice notice) {
        RosterGap gap = notice.gap();
        handle.createUpdate("update incident.roster_gap set from_millis = :from, to_millis = :to, reason = :reason,"
                        + " people = :people, stage = :stage, stage_millis = :at where id = :id")
                .bind("from", gap.fromMillis())
                .bind("to", gap.toMillis())
                .bind("reason", gap.reason().name())
                .bind("people", gap.people().toArray(new String[0]))
                .bind("stage", notice.stage().name())
                .bind("at", notice.stageMillis())
                .bind("id", notice.id())
                .execute();
    }
}
