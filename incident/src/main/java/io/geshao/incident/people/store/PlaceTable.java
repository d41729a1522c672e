package io.geshao.incident.people.store;

import io.geshao.casework.people.PlaceChange;
import io.geshao.casework.people.PlaceRecord;
import io.geshao.incident.people.PlaceMoves;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Places and how their codes changed. Any thread; every call is one transaction. */
public final class PlaceTable {
    private static final String BELOW = "(:path = '' or path = :path or path like :below)";

    private final Jdbi jdbi;

    public PlaceTable(DataSource database) {
        jdbi = Jdbi.create(database);
    }

    /** What a place and all below it is called in {@code like}. */
    static String below(String path) {
        return path.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%") + "/%";
    }

    public void save(Collection<PlaceRecord> places) {
        jdbi.useTransaction(handle -> save(
                handle,
                places,
                "do update set name_zh = :zh, name_en = :en, longitude = :lon,"
                        + " latitude = :lat, outline = coalesce(:outline, place.outline),"
                        + " households = coalesce(:households, place.households),"
                        + " residents = coalesce(:residents, place.residents),"
                        + " unit_grid = case when :grid = '' then place.unit_grid else :grid end"));
    }

    /** Adds those that are not known yet. */
    public void addMissing(Collection<PlaceRecord> places) {
        jdbi.useTransaction(handle -> save(handle, places, "do nothing"));
    }

    private static void save(Handle handle, Collection<PlaceRecord> places, String otherwise) {
        if (places.isEmpty()) {
            return;
        }
        PreparedBatch batch =
                handle.prepareBatch("insert into incident.place values (:path, :zh, :en, :lon, :lat, :outline,"
                        + " :households, :residents, :grid, :from, :to) on conflict (path) " + otherwise);
        for (PlaceRecord place : places) {
            batch.bind("path", place.path())
                    .bind("zh", place.name().getOrDefault("zh", ""))
                    .bind("en", place.name().getOrDefault("en", ""))
                    .bind("lon", place.longitude())
                    .bind("lat", place.latitude())
                    .bind("outline", place.outline())
                    .bind("households", place.households())
                    .bind("residents", place.residents())
                    .bind("grid", place.unitGrid())
                    .bind("from", place.fromMillis())
                    .bind("to", place.toMillis())
                    .add();
        }
        batch.execute();
    }

    public Optional<PlaceRecord> find(String path) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from incident.place where path = :path")
                .bind("path", path)
                .map((row, context) -> place(row))
                .findOne());
    }

    /** The place and all below it, past ones too, by path. */
    public List<PlaceRecord> under(String path) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select * from incident.place where " + BELOW + " order by path")
                        .bind("path", path)
                        .bind("below", below(path))
                        .map((row, context) -> place(row))
                        .list());
    }

    /** Paths of all grids valid at a moment, at and below a place. */
    public List<String> grids(String path, long atMillis) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select path from incident.place where " + BELOW
                                + " and from_millis <= :at and :at < to_millis and path ~ '^[^/]+/[^/]+/[^/]+/[^/]+$' order by path")
                .bind("path", path)
                .bind("below", below(path))
                .bind("at", atMillis)
                .mapTo(String.class)
                .list());
    }

    /** Households and residents listed at and below each of the places. */
    public Map<String, int[]> counted(Collection<String> paths) {
        Map<String, int[]> counts = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery(
                        "select p.path, count(*) as households, sum(h.residents) as residents"
                                + " from unnest(:paths) as p(path) join incident.household h"
                                + " on h.place = p.path or h.place like replace(p.path, '_', '\\_') || '/%' group by p.path")
                .bind("paths", paths.toArray(new String[0]))
                .map((row, context) ->
                        Map.entry(row.getString("path"), new int[] {row.getInt("households"), row.getInt("residents")}))
                .forEach(count -> counts.put(count.getKey(), count.getValue())));
        return counts;
    }

    /** Carries out a change in one transaction. */
    public PlaceChange change(PlaceChange change) {
        return jdbi.inTransaction(handle -> {
            long id = handle.createQuery("insert into incident.place_change (kind, at_millis, reason, recorded_by,"
                            + " recorded_millis) values (:kind, :at, :reason, :by, :millis) returning id")
                    .bind("kind", change.kind().name())
                    .bind("at", change.atMillis())
                    .bind("reason", change.reason())
                    .bind("by", change.recordedBy())
                    .bind("millis", change.recordedMillis())
                    .mapTo(Long.class)
                    .one();
            int number = 0;
            for (PlaceChange.Move move : change.moves()) {
                handle.createUpdate("insert into incident.place_move values (:change, :number, :from, :to, :at)")
                        .bind("change", id)
                        .bind("number", number++)
                        .bind("from", move.from())
                        .bind("to", move.to())
                        .bind("at", change.atMillis())
                        .execute();
                List<String> others = change.moves().stream()
                        .map(PlaceChange.Move::from)
                        .filter(from -> from.startsWith(move.from() + "/"))
                        .toList();
                begin(handle, move, others, change.atMillis());
            }
            for (PlaceChange.Move move : change.moves()) {
                handle.createUpdate("update incident.place set to_millis = :at where to_millis > :at and "
                                + BELOW.replace(":path = '' or ", ""))
                        .bind("path", move.from())
                        .bind("below", below(move.from()))
                        .bind("at", change.atMillis())
                        .execute();
            }
            PeopleLog.write(
                    handle,
                    change.recordedMillis(),
                    change.recordedBy(),
                    "PLACE_" + change.kind(),
                    change.moves().get(0).from(),
                    change.moves().size() + " moves, " + change.reason());
            return new PlaceChange(
                    id,
                    change.kind(),
                    change.moves(),
                    change.atMillis(),
                    change.reason(),
                    change.recordedBy(),
                    change.recordedMillis());
        });
    }

    /** The new path and what lay below the old one, unless a move of its own takes it elsewhere. */
    private static void begin(Handle handle, PlaceChange.Move move, List<String> others, long atMillis) {
        String moved = "(%1$s = :from or %1$s like :below) and not exists (select 1 from unnest(:others) o"
                + " where %1$s = o or %1$s like replace(o, '_', '\\_') || '/%%')";
        handle.createUpdate(
                        "insert into incident.place select :to || substr(path, length(:from) + 1), name_zh, name_en,"
                                + " longitude, latitude, outline, null, null, unit_grid, :at, :never from incident.place"
                                + " where to_millis > :at and " + moved.formatted("path")
                                + " on conflict (path) do nothing")
                .bind("from", move.from())
                .bind("to", move.to())
                .bind("below", below(move.from()))
                .bind("others", others.toArray(new String[0]))
                .bind("at", atMillis)
                .bind("never", Long.MAX_VALUE)
                .execute();
        for (String table : List.of("household", "resident", "thing")) {
            handle.createUpdate("update incident." + table
                            + " set place = :to || substr(place, length(:from) + 1) where "
                            + moved.formatted("place"))
                    .bind("from", move.from())
                    .bind("to", move.to())
                    .bind("below", below(move.from()))
                    .bind("others", others.toArray(new String[0]))
                    .execute();
        }
    }

    public List<PlaceChange> changes(String path) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from incident.place_change c where exists (select 1"
                                + " from incident.place_move m where m.change = c.id and (:path = '' or m.from_path = :path"
                                + " or m.from_path like :below or m.to_path = :path or m.to_path like :below)) order by id desc")
                .bind("path", path)
                .bind("below", below(path))
                .map((row, context) -> new PlaceChange(
                        row.getLong("id"),
                        PlaceChange.Kind.valueOf(row.getString("kind")),
                        moves(handle, row.getLong("id")),
                        row.getLong("at_millis"),
                        row.getString("reason"),
                        row.getString("recorded_by"),
                        row.getLong("recorded_millis")))
                .list());
    }

    private static List<PlaceChange.Move> moves(Handle handle, long change) {
        return handle.createQuery("select * from incident.place_move where change = :change order by number")
                .bind("change", change)
                .map((row, context) -> new PlaceChange.Move(row.getString("from_path"), row.getString("to_path")))
                .list();
    }

    /** All moves there ever were; a city has a few in a year. */
    public PlaceMoves moves() {
        return new PlaceMoves(jdbi.withHandle(
                handle -> handle.createQuery("select from_path, to_path, at_millis from incident.place_move")
                        .map((row, context) -> new PlaceMoves.Dated(
                                row.getString("from_path"), row.getString("to_path"), row.getLong("at_millis")))
                        .list()));
    }

    private static PlaceRecord place(ResultSet row) throws SQLException {
        return new PlaceRecord(
                row.getString("path"),
                Map.of("zh", row.getString("name_zh"), "en", row.getString("name_en")),
                row.getDouble("longitude"),
                row.getDouble("latitude"),
                row.getString("outline"),
                number(row, "households"),
                number(row, "residents"),
                row.getString("unit_grid"),
                row.getLong("from_millis"),
                row.getLong("to_millis"));
    }

    private static @Nullable Integer number(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : (Integer) value;
    }
}
