package io.geshao.incident.store;

import io.geshao.incident.list.ResponsibilityList;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** The responsibility list in force, told by the process that runs cases to those that only act on them. */
public final class CaseSettings {
    private static final String LIST = "responsibility list";

    private CaseSettings() {}

    /** @param list text of a city's own list, empty for the one that ships */
    public static void save(DataSource database, String list) {
        Jdbi.create(database)
                .useHandle(handle -> handle.createUpdate("insert into incident.case_setting values (:key, :value)"
                                + " on conflict (key) do update set value = excluded.value")
                        .bind("key", LIST)
                        .bind("value", list)
                        .execute());
    }

    /** The list that was saved last; the one that ships if none was. */
    public static ResponsibilityList list(DataSource database) {
        Optional<String> text = Jdbi.create(database)
                .withHandle(handle -> handle.createQuery("select value from incident.case_setting where key = :key")
                        .bind("key", LIST)
                        .mapTo(String.class)
                        .findOne())
                .filter(saved -> !saved.isEmpty());
        return text.map(saved -> ResponsibilityList.parse(LIST, saved)).orElseGet(ResponsibilityList::shipped);
    }
}
