package io.geshao.incident.people.store;

import io.geshao.casework.DutyKind;
import io.geshao.casework.Post;
import io.geshao.casework.people.Absence;
import io.geshao.casework.people.DayKinds;
import io.geshao.casework.people.DayPattern;
import io.geshao.casework.people.DutyMode;
import io.geshao.casework.people.Holding;
import io.geshao.casework.people.RosterVersion;
import io.geshao.casework.people.Shift;
import io.geshao.casework.people.ShiftLayer;
import io.geshao.casework.people.Slot;
import io.geshao.incident.people.DutyBook;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Published rosters and absences. Any thread; every call is one transaction. */
public final class RosterTable {
    private static final String[] NO_PLACE = new String[0];

    private final Jdbi jdbi;

    public RosterTable(DataSource database) {
        jdbi = Jdbi.create(database);
    }

    /**
     * Publishes the next version of a roster.
     *
     * @param draft its version number does not count
     * @return with the number it got
     */
    public RosterVersion publish(RosterVersion draft) {
        return jdbi.inTransaction(handle -> {
            handle.createQuery("select 1 from (select pg_advisory_xact_lock(hashtext('roster ' || :name))) locked")
                    .bind("name", draft.name())
                    .mapTo(Integer.class)
                    .one();
            int version = 1
                    + handle.createQuery("select coalesce(max(version), 0) from incident.roster where name = :name")
                            .bind("name", draft.name())
                            .mapTo(Integer.class)
                            .one();
            RosterVersion published = new RosterVersion(
                    draft.name(),
                    version,
                    draft.place(),
                    draft.validFrom(),
                    draft.publishedMillis(),
                    draft.publishedBy(),
                    draft.note(),
                    draft.shifts());
            insert(handle, published);
            return published;
        });
    }

    private static void insert(Handle handle, RosterVersion roster) {
        handle.createUpdate("insert into incident.roster values (:name, :version, :place, :from, :millis, :by, :note)")
                .bind("name", roster.name())
                .bind("version", roster.version())
                .bind("place", roster.place())
                .bind("from", roster.validFrom())
                .bind("millis", roster.publishedMillis())
                .bind("by", roster.publishedBy())
                .bind("note", roster.note())
                .execute();
        if (roster.shifts().isEmpty()) {
            return;
        }
        PreparedBatch batch =
                handle.prepareBatch("insert into incident.roster_shift values (:roster, :version, :number,"
                        + " :layer, :post, :place, :kind, :unit, :person, :mode, :days, :start, :end)");
        int number = 0;
        for (Shift shift : roster.shifts()) {
            batch.bind("roster", roster.name())
                    .bind("version", roster.version())
                    .bind("number", number++)
                    .bind("layer", shift.layer().name())
                    .bind("post", shift.slot().post().name())
                    .bind("place", shift.slot().place())
                    .bind("kind", shift.slot().kind().name())
                    .bind("unit", shift.slot().unit())
                    .bind("person", shift.person())
                    .bind("mode", shift.mode().name())
                    .bind("days", shift.days().toString())
                    .bind("start", shift.start())
                    .bind("end", shift.end())
                    .add();
        }
        batch.execute();
    }

    /** Every version of a roster, or of all if the name is empty, without shifts; the newest first. */
    public List<RosterVersion> versions(String name) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select * from incident.roster where :name = '' or name = :name"
                                + " order by name, version desc")
                        .bind("name", name)
                        .map((row, context) -> roster(row, List.of()))
                        .list());
    }

    /** One version with its shifts. */
    public Optional<RosterVersion> version(String name, int version) {
        return jdbi.withHandle(handle -> {
            List<Shift> shifts = handle.createQuery("select * from incident.roster_shift where roster = :name"
                            + " and version = :version order by number")
                    .bind("name", name)
                    .bind("version", version)
                    .map((row, context) -> shift(row))
                    .list();
            return handle.createQuery("select * from incident.roster where name = :name and version = :version")
                    .bind("name", name)
                    .bind("version", version)
                    .map((row, context) -> roster(row, shifts))
                    .findOne();
        });
    }

    /** Records an absence; its id does not count. */
    public Absence record(Absence absence) {
        long id =
                jdbi.withHandle(handle -> handle.createQuery("insert into incident.absence (person, substitute, place,"
                                + " from_millis, to_millis, reason, recorded_by, recorded_millis) values (:person, :substitute,"
                                + " :place, :from, :to, :reason, :by, :millis) returning id")
                        .bind("person", absence.person())
                        .bind("substitute", absence.substitute())
                        .bind("place", absence.place())
                        .bind("from", absence.fromMillis())
                        .bind("to", absence.toMillis())
                        .bind("reason", absence.reason())
                        .bind("by", absence.recordedBy())
                        .bind("millis", absence.recordedMillis())
                        .mapTo(Long.class)
                        .one());
        return new Absence(
                id,
                absence.person(),
                absence.substitute(),
                absence.place(),
                absence.fromMillis(),
                absence.toMillis(),
                absence.reason(),
                absence.recordedBy(),
                absence.recordedMillis());
    }

    /** Takes an absence back; false if there is none in force. */
    public boolean withdraw(long id, String by, long atMillis) {
        return jdbi.withHandle(handle -> handle.createUpdate("update incident.absence set withdrawn_by = :by,"
                                + " withdrawn_millis = :at where id = :id and withdrawn_millis is null")
                        .bind("id", id)
                        .bind("by", by)
                        .bind("at", atMillis)
                        .execute())
                == 1;
    }

    /** Absences in force that touch [from, to), by their start. */
    public List<Absence> absences(long fromMillis, long toMillis) {
        return jdbi.withHandle(handle -> absences(handle, fromMillis, toMillis));
    }

    private static List<Absence> absences(Handle handle, long fromMillis, long toMillis) {
        return handle.createQuery("select * from incident.absence where withdrawn_millis is null"
                        + " and to_millis > :from and from_millis < :to order by from_millis, id")
                .bind("from", fromMillis)
                .bind("to", toMillis)
                .map((row, context) -> new Absence(
                        row.getLong("id"),
                        row.getString("person"),
                        row.getString("substitute"),
                        row.getString("place"),
                        row.getLong("from_millis"),
                        row.getLong("to_millis"),
                        row.getString("reason"),
                        row.getString("recorded_by"),
                        row.getLong("recorded_millis")))
                .list();
    }

    /** What is to be known about one post at one moment: at any of the places, for any of the units. */
    public DutyBook bookAt(
            Post post,
            Collection<String> places,
            Collection<String> units,
            long atMillis,
            ZoneId zone,
            DayKinds kinds) {
        return book(
                "post = :post and place = any(:places) and unit = any(:units)",
                Map.of(
                        "post", post.name(),
                        "places", places.toArray(NO_PLACE),
                        "units", units.toArray(NO_PLACE)),
                atMillis,
                atMillis + 1,
                zone,
                kinds);
    }

    /** What is to be known about every post at and below a place over [from, to). */
    public DutyBook bookUnder(String place, long fromMillis, long toMillis, ZoneId zone, DayKinds kinds) {
        return book(
                "(:place = '' or place = :place or place like :below)",
                Map.of("place", place, "below", place.replace("_", "\\_").replace("%", "\\%") + "/%"),
                fromMillis,
                toMillis,
                zone,
                kinds);
    }

    private DutyBook book(
            String where, Map<String, ?> values, long fromMillis, long toMillis, ZoneId zone, DayKinds kinds) {
        return jdbi.inTransaction(handle -> {
            Map<String, Map<Integer, List<Shift>>> shifts = new HashMap<>();
            Set<String> ids = new HashSet<>();
            handle.createQuery(
                            "select * from incident.roster_shift where " + where + " order by roster, version, number")
                    .bindMap(values)
                    .map((row, context) ->
                            Map.entry(Map.entry(row.getString("roster"), row.getInt("version")), shift(row)))
                    .forEach(line -> {
                        shifts.computeIfAbsent(line.getKey().getKey(), none -> new HashMap<>())
                                .computeIfAbsent(line.getKey().getValue(), none -> new ArrayList<>())
                                .add(line.getValue());
                        ids.add(line.getValue().person());
                    });
            // A newer version without shifts of these slots has a word in it as well: it ends them.
            List<RosterVersion> rosters = handle.createQuery(
                            "select * from incident.roster where name = any(:names) order by name, version desc")
                    .bind("names", shifts.keySet().toArray(NO_PLACE))
                    .map((row, context) -> roster(
                            row,
                            shifts.getOrDefault(row.getString("name"), Map.of())
                                    .getOrDefault(row.getInt("version"), List.of())))
                    .list();
            List<Holding> holdings = handle.createQuery("select * from incident.post_holding where " + where
                            + " and to_millis > :from and from_millis < :to order by rank, person")
                    .bindMap(values)
                    .bind("from", fromMillis)
                    .bind("to", toMillis)
                    .map((row, context) -> PersonTable.holding(row))
                    .list();
            holdings.forEach(holding -> ids.add(holding.person()));
            List<Absence> absences = absences(handle, fromMillis, toMillis);
            for (Absence absence : absences) {
                if (absence.substitute() != null) {
                    ids.add(absence.substitute());
                }
            }
            return new DutyBook(zone, kinds, rosters, holdings, absences, PersonTable.people(handle, ids));
        });
    }

    private static RosterVersion roster(ResultSet row, List<Shift> shifts) throws SQLException {
        return new RosterVersion(
                row.getString("name"),
                row.getInt("version"),
                row.getString("place"),
                row.getDate("valid_from").toLocalDate(),
                row.getLong("published_millis"),
                row.getString("published_by"),
                row.getString("note"),
                shifts);
    }

    private static Shift shift(ResultSet row) throws SQLException {
        return new Shift(
                ShiftLayer.valueOf(row.getString("layer")),
                new Slot(
                        Post.valueOf(row.getString("post")),
                        row.getString("place"),
                        DutyKind.valueOf(row.getString("kind")),
                        row.getString("unit")),
                row.getString("person"),
                DutyMode.valueOf(row.getString("mode")),
                DayPattern.of(row.getString("days")),
                row.getObject("start_time", LocalTime.class),
                row.getObject("end_time", LocalTime.class));
    }
}
