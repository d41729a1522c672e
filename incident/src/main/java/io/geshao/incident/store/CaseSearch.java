package io.geshao.incident.store;

import io.geshao.casework.Actor;
import io.geshao.casework.Role;
import io.geshao.casework.cases.CaseFilter;
import io.geshao.core.CaseView;
import io.geshao.incident.flow.CaseFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Finds cases by the narrow rows and reads the files of one page. Any thread. */
public final class CaseSearch {
    private final Jdbi jdbi;

    public CaseSearch(DataSource database) {
        jdbi = Jdbi.create(database);
    }

    /** One page, newest first; only what the actor may see. */
    public List<CaseView> list(CaseFilter filter, Actor actor, long nowMillis) {
        List<String> where = new ArrayList<>();
        Map<String, Object> values = new HashMap<>();
        is(where, values, "i.open", "open", filter.open());
        is(where, values, "i.state", "state", filter.state());
        is(where, values, "i.class_code", "class", filter.classCode());
        is(
                where,
                values,
                "i.severity",
                "severity",
                filter.severity() == null ? null : CaseStore.rank(filter.severity()));
        is(where, values, "i.unit", "unit", filter.unit());
        is(
                where,
                values,
                "i.source",
                "source",
                filter.source() == null ? null : filter.source().name());
        is(where, values, "i.drill", "drill", filter.drill());
        if (!filter.domains().isEmpty()) {
            where.add("i.domain = any(:domains)");
        }
        within(where, values, "place", filter.place());
        if (filter.overlay() != null) {
            where.add("i.overlays @> array[cast(:overlay as text)]");
            values.put("overlay", filter.overlay().name());
        }
        if (filter.overdue() != null) {
            where.add((filter.overdue() ? "" : "not ")
                    + "(i.overdue or i.open and coalesce(i.deadline_millis < :now, false))");
            values.put("now", nowMillis);
        }
        if (filter.untold() != null) {
            where.add(filter.untold() ? "i.untold > 0" : "i.untold = 0");
        }
        if (filter.fromMillis() != null) {
            where.add("i.opened_millis >= :from");
            values.put("from", filter.fromMillis());
        }
        if (filter.toMillis() != null) {
            where.add("i.opened_millis < :to");
            values.put("to", filter.toMillis());
        }
        if (filter.afterMillis() != null) {
            where.add("(i.opened_millis, i.number) < (:after, :afterNumber)");
            values.put("after", filter.afterMillis());
            values.put("afterNumber", filter.afterNumber() == null ? "" : filter.afterNumber());
        }
        seen(where, values, actor);
        String text = filter.text() == null ? "" : filter.text().strip().toLowerCase(Locale.ROOT);
        String from = "incident.case_index i";
        if (!text.isEmpty()) {
            from += " join incident.case_words w using (number)";
            where.add("strpos(w.words, :text) > 0");
            values.put("text", text);
            if (text.length() > 1) {
                where.add("w.pairs @> cast(:pairs as text[])");
            }
        }
        String condition = where.isEmpty() ? "" : " where " + String.join(" and ", where);
        String sql = "select f.file::text from (select number, i.opened_millis from " + from + condition
                + " order by i.opened_millis desc, number desc limit :limit) page join incident.case_file f using (number)"
                + " order by page.opened_millis desc, number desc";
        return jdbi
                .withHandle(handle -> {
                    try (Query query = handle.createQuery(sql)) {
                        query.bindMap(values).bind("limit", filter.limit());
                        if (text.length() > 1) {
                            query.bindArray(
                                    "pairs", String.class, CaseIndex.pairs(text).toArray());
                        }
                        return query.mapTo(String.class).list();
                    }
                })
                .stream()
                .map(CaseJson::read)
                .map(CaseFile::view)
                .toList();
    }

    /** A resident sees the own reports; everybody else the own place. */
    private static void seen(List<String> where, Map<String, Object> values, Actor actor) {
        if (actor.roles().equals(Set.of(Role.RES))) {
            where.add("i.number in (select number from incident.case_reporter where account = :account)");
            values.put("account", actor.account());
        } else {
            within(where, values, "seen", actor.place().isEmpty() ? null : actor.place());
        }
    }

    private static void within(List<String> where, Map<String, Object> values, String name, @Nullable String place) {
        if (place != null) {
            // '0' follows '/' in the order of codes, so this is the subtree and the index serves it.
            where.add("(i.place = :" + name + " or i.place > :" + name + " || '/' and i.place < :" + name + " || '0')");
            values.put(name, place);
        }
    }

    private static void is(
            List<String> where, Map<String, Object> values, String column, String name, @Nullable Object value) {
        if (value != null) {
            where.add(column + " = :" + name);
            values.put(name, value);
        }
    }

    /** Numbers of cases with a timer that is due, the longest due first. */
    public List<String> due(long nowMillis, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("select number from incident.case_index"
                        + " where due_millis <= :now order by due_millis, number limit :limit")
                .bind("now", nowMillis)
                .bind("limit", limit)
                .mapTo(String.class)
                .list());
    }
}
