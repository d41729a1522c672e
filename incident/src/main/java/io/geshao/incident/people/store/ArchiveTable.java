package io.geshao.incident.people.store;

import io.geshao.casework.people.CallLine;
import io.geshao.casework.people.CallList;
import io.geshao.casework.people.Household;
import io.geshao.casework.people.Resident;
import io.geshao.casework.people.Thing;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Households, residents, things and call lists. Any thread; every call is one transaction. */
public final class ArchiveTable {
    private static final String AT = "(:path = '' or place = :path or place like :below)";
    private static final String LISTS =
            "select l.*, (select count(*) from incident.call_line where list = l.id) as total,"
                    + " (select count(*) from incident.call_line where list = l.id and result = 'REACHED') as reached,"
                    + " (select count(*) from incident.call_line where list = l.id and result is not null) as tried"
                    + " from incident.call_list l where ";

    private final Jdbi jdbi;

    public ArchiveTable(DataSource database) {
        jdbi = Jdbi.create(database);
    }

    public void saveHouseholds(Collection<Household> households) {
        jdbi.useTransaction(handle -> {
            PreparedBatch batch =
                    handle.prepareBatch("insert into incident.household values (:place, :code, :residents)"
                            + " on conflict (place, code) do update set residents = :residents");
            for (Household household : households) {
                batch.bind("place", household.place())
                        .bind("code", household.code())
                        .bind("residents", household.residents())
                        .add();
            }
            execute(batch, households);
        });
    }

    public void saveResidents(Collection<Resident> residents) {
        jdbi.useTransaction(handle -> {
            PreparedBatch batch = handle.prepareBatch("insert into incident.resident values (:id, :place, :household,"
                    + " :name, :phone, :needs, :note) on conflict (id) do update set place = :place,"
                    + " household = :household, name = :name, phone = :phone, needs = :needs, note = :note");
            for (Resident resident : residents) {
                batch.bind("id", resident.id())
                        .bind("place", resident.place())
                        .bind("household", resident.household())
                        .bind("name", resident.name())
                        .bind("phone", resident.phone())
                        .bind("needs", resident.needs().toArray(new String[0]))
                        .bind("note", resident.note())
                        .add();
            }
            execute(batch, residents);
        });
    }

    public void saveThings(Collection<Thing> things) {
        jdbi.useTransaction(handle -> {
            PreparedBatch batch =
                    handle.prepareBatch("insert into incident.thing values (:place, :code, :kind, :zh, :en,"
                            + " :note) on conflict (place, code) do update set kind = :kind, name_zh = :zh, name_en = :en,"
                            + " note = :note");
            for (Thing thing : things) {
                batch.bind("place", thing.place())
                        .bind("code", thing.code())
                        .bind("kind", thing.kind())
                        .bind("zh", thing.name().getOrDefault("zh", ""))
                        .bind("en", thing.name().getOrDefault("en", ""))
                        .bind("note", thing.note())
                        .add();
            }
            execute(batch, things);
        });
    }

    private static void execute(PreparedBatch batch, Collection<?> rows) {
        if (!rows.isEmpty()) {
            batch.execute();
        }
    }

    public List<Household> households(String path) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select * from incident.household where " + AT + " order by place, code")
                        .bind("path", path)
                        .bind("below", PlaceTable.below(path))
                        .map((row, context) ->
                                new Household(row.getString("place"), row.getString("code"), row.getInt("residents")))
                        .list());
    }

    public List<Resident> residents(String path, boolean needingHelp) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from incident.resident where " + AT
                        + (needingHelp ? " and cardinality(needs) > 0" : "") + " order by place, household, id")
                .bind("path", path)
                .bind("below", PlaceTable.below(path))
                .map((row, context) -> resident(row))
                .list());
    }

    public List<Thing> things(String path) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select * from incident.thing where " + AT + " order by place, code")
                        .bind("path", path)
                        .bind("below", PlaceTable.below(path))
                        .map((row, context) -> new Thing(
                                row.getString("place"),
                                row.getString("code"),
                                row.getString("kind"),
                                Map.of("zh", row.getString("name_zh"), "en", row.getString("name_en")),
                                row.getString("note")))
                        .list());
    }

    /** Makes a list of everybody who lives at a place now. */
    public long callList(String place, String purpose, String by, long atMillis) {
        return jdbi.inTransaction(handle -> {
            long id = handle.createQuery("insert into incident.call_list (place, purpose, created_by, created_millis)"
                            + " values (:place, :purpose, :by, :at) returning id")
                    .bind("place", place)
                    .bind("purpose", purpose)
                    .bind("by", by)
                    .bind("at", atMillis)
                    .mapTo(Long.class)
                    .one();
            handle.createUpdate(
                            "insert into incident.call_line select :list, id, null, '', '', 0 from incident.resident"
                                    + " where " + AT)
                    .bind("list", id)
                    .bind("path", place)
                    .bind("below", PlaceTable.below(place))
                    .execute();
            return id;
        });
    }

    public List<CallList> callLists(String path) {
        return jdbi.withHandle(handle -> handle.createQuery(LISTS + AT + " order by id desc")
                .bind("path", path)
                .bind("below", PlaceTable.below(path))
                .map((row, context) -> list(row))
                .list());
    }

    public Optional<CallList> list(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(LISTS + "id = :id")
                .bind("id", id)
                .map((row, context) -> list(row))
                .findOne());
    }

    private static CallList list(ResultSet row) throws SQLException {
        return new CallList(
                row.getLong("id"),
                row.getString("place"),
                row.getString("purpose"),
                row.getString("created_by"),
                row.getLong("created_millis"),
                row.getInt("total"),
                row.getInt("reached"),
                row.getInt("tried"));
    }

    public List<CallLine> lines(long list) {
        return jdbi.withHandle(handle -> handle.createQuery("select r.*, c.result, c.note as remark, c.called_by,"
                        + " c.called_millis from incident.call_line c join incident.resident r on r.id = c.resident"
                        + " where c.list = :list order by r.place, r.household, r.id")
                .bind("list", list)
                .map((row, context) -> {
                    String result = row.getString("result");
                    return new CallLine(
                            resident(row),
                            result == null ? null : CallLine.Result.valueOf(result),
                            row.getString("remark"),
                            row.getString("called_by"),
                            row.getLong("called_millis"));
                })
                .list());
    }

    /** False if the resident is not on the list. */
    public boolean called(long list, String resident, CallLine.Result result, String note, String by, long atMillis) {
        return jdbi.withHandle(handle -> handle.createUpdate(
                                "update incident.call_line set result = :result, note = :note,"
                                        + " called_by = :by, called_millis = :at where list = :list and resident = :resident")
                        .bind("list", list)
                        .bind("resident", resident)
                        .bind("result", result.name())
                        .bind("note", note)
                        .bind("by", by)
                        .bind("at", atMillis)
                        .execute())
                == 1;
    }

    private static Resident resident(ResultSet row) throws SQLException {
        return new Resident(
                row.getString("id"),
                row.getString("place"),
                row.getString("household"),
                row.getString("name"),
                row.getString("phone"),
                Arrays.asList((String[]) row.getArray("needs").getArray()),
                row.getString("note"));
    }
}
