package io.geshao.incident.people.store;

import io.geshao.casework.Channel;
import io.geshao.casework.Post;
import io.geshao.casework.people.Holding;
import io.geshao.casework.people.OrgUnit;
import io.geshao.casework.people.Person;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Units, people and the posts they hold. Any thread; every call is one transaction. */
public final class PersonTable {
    private final Jdbi jdbi;

    public PersonTable(DataSource database) {
        jdbi = Jdbi.create(database);
    }

    /** Adds units and replaces those of the same code. */
    public void saveUnits(Collection<OrgUnit> units) {
        jdbi.useTransaction(handle -> saveUnits(handle, units));
    }

    static void saveUnits(Handle handle, Collection<OrgUnit> units) {
        PreparedBatch batch =
                handle.prepareBatch("insert into incident.org_unit values (:code, :parent, :role, :zh, :en, :place)"
                        + " on conflict (code) do update set parent = :parent, role = :role, name_zh = :zh,"
                        + " name_en = :en, place = :place");
        for (OrgUnit unit : units) {
            batch.bind("code", unit.code())
                    .bind("parent", unit.parent())
                    .bind("role", unit.role())
                    .bind("zh", unit.name().getOrDefault("zh", ""))
                    .bind("en", unit.name().getOrDefault("en", ""))
                    .bind("place", unit.place())
                    .add();
        }
        execute(batch, units);
    }

    /** Adds people and replaces those of the same id with all their contacts. */
    public void savePeople(Collection<Person> people) {
        jdbi.useTransaction(handle -> savePeople(handle, people));
    }

    static void savePeople(Handle handle, Collection<Person> people) {
        PreparedBatch batch = handle.prepareBatch("insert into incident.person values (:id, :zh, :en, :unit, :active)"
                + " on conflict (id) do update set name_zh = :zh, name_en = :en, unit = :unit, active = :active");
        PreparedBatch contacts = handle.prepareBatch(
                "insert into incident.person_contact values (:person, :channel, :address, :verified)");
        boolean any = false;
        for (Person person : people) {
            batch.bind("id", person.id())
                    .bind("zh", person.name().getOrDefault("zh", ""))
                    .bind("en", person.name().getOrDefault("en", ""))
                    .bind("unit", person.unit())
                    .bind("active", person.active())
                    .add();
            for (Map.Entry<Channel, Person.Contact> contact : person.contacts().entrySet()) {
                contacts.bind("person", person.id())
                        .bind("channel", contact.getKey().name())
                        .bind("address", contact.getValue().address())
                        .bind("verified", contact.getValue().verifiedMillis())
                        .add();
                any = true;
            }
        }
        execute(batch, people);
        handle.createUpdate("delete from incident.person_contact where person = any(:ids)")
                .bind("ids", people.stream().map(Person::id).toArray(String[]::new))
                .execute();
        if (any) {
            contacts.execute();
        }
    }

    /** Adds holdings and replaces those of the same person, post, place, unit and start. */
    public void saveHoldings(Collection<Holding> holdings) {
        jdbi.useTransaction(handle -> saveHoldings(handle, holdings));
    }

    static void saveHoldings(Handle handle, Collection<Holding> holdings) {
        PreparedBatch batch = handle.prepareBatch(
                "insert into incident.post_holding values (:person, :post, :place, :unit, :rank, :from, :to)"
                        + " on conflict (person, post, place, unit, from_millis)"
                        + " do update set rank = :rank, to_millis = :to");
        for (Holding holding : holdings) {
            batch.bind("person", holding.person())
                    .bind("post", holding.post().name())
                    .bind("place", holding.place())
                    .bind("unit", holding.unit())
                    .bind("rank", holding.rank())
                    .bind("from", holding.fromMillis())
                    .bind("to", holding.toMillis())
                    .add();
        }
        execute(batch, holdings);
    }

    private static void execute(PreparedBatch batch, Collection<?> rows) {
        if (!rows.isEmpty()) {
            batch.execute();
        }
    }

    public List<OrgUnit> units() {
        return jdbi.withHandle(handle -> handle.createQuery("select * from incident.org_unit order by code")
                .map((row, context) -> unit(row))
                .list());
    }

    /** Units that a responsibility list may mean: the one of that code, or those of that role. */
    public List<OrgUnit> unitsNamed(String codeOrRole) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from incident.org_unit where code = :name or role = :name order by code")
                .bind("name", codeOrRole)
                .map((row, context) -> unit(row))
                .list());
    }

    static OrgUnit unit(ResultSet row) throws SQLException {
        return new OrgUnit(
                row.getString("code"),
                row.getString("parent"),
                row.getString("role"),
                Map.of("zh", row.getString("name_zh"), "en", row.getString("name_en")),
                row.getString("place"));
    }

    /** Everybody, also who has left; by id. */
    public List<Person> people() {
        return jdbi.withHandle(handle -> people(handle, null));
    }

    public Optional<Person> person(String id) {
        return people(List.of(id)).stream().findFirst();
    }

    /** Those of the ids that exist. */
    public List<Person> people(Collection<String> ids) {
        return jdbi.withHandle(handle -> people(handle, ids));
    }

    static List<Person> people(Handle handle, @Nullable Collection<String> ids) {
        String some = ids == null ? "" : " where id = any(:ids)";
        var contacts = handle.createQuery(
                "select * from incident.person_contact" + (ids == null ? "" : " where person = any(:ids)"));
        var people = handle.createQuery("select * from incident.person" + some + " order by id");
        if (ids != null) {
            contacts.bind("ids", ids.toArray(new String[0]));
            people.bind("ids", ids.toArray(new String[0]));
        }
        Map<String, Map<Channel, Person.Contact>> ways = new HashMap<>();
        contacts.map((row, context) -> {
                    long verified = row.getLong("verified_millis");
                    return Map.entry(
                            row.getString("person"),
                            Map.entry(
                                    Channel.valueOf(row.getString("channel")),
                                    new Person.Contact(row.getString("address"), row.wasNull() ? null : verified)));
                })
                .forEach(way -> ways.computeIfAbsent(way.getKey(), none -> new EnumMap<>(Channel.class))
                        .put(way.getValue().getKey(), way.getValue().getValue()));
        return people.map((row, context) -> new Person(
                        row.getString("id"),
                        Map.of("zh", row.getString("name_zh"), "en", row.getString("name_en")),
                        row.getString("unit"),
                        ways.getOrDefault(row.getString("id"), Map.of()),
                        row.getBoolean("active")))
                .list();
    }

    /** Every holding, past ones too, of one person; or of everybody if empty. */
    public List<Holding> holdings(String person) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from incident.post_holding"
                        + " where :person = '' or person = :person order by person, post, place, unit, from_millis")
                .bind("person", person)
                .map((row, context) -> holding(row))
                .list());
    }

    static Holding holding(ResultSet row) throws SQLException {
        return new Holding(
                row.getString("person"),
                Post.valueOf(row.getString("post")),
                row.getString("place"),
                row.getString("unit"),
                row.getInt("rank"),
                row.getLong("from_millis"),
                row.getLong("to_millis"));
    }
}
