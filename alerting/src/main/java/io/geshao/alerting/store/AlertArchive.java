package io.geshao.alerting.store;

import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What is kept about single alerts for those who ask later why: their steps, and the rules as they were written then. */
public final class AlertArchive {
    private final DataSource database;

    public AlertArchive(DataSource database) {
        this.database = database;
    }

    /** Keeps a rule's text; a version that is known keeps the text it has. */
    public void keep(String rule, int version, String body, long nowMillis) {
        Sql.update(
                database,
                "INSERT INTO alerting.rule_text (rule, version, since_millis, body) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING",
                rule,
                version,
                nowMillis,
                body);
    }

    /** The file of a rule as it was when that version ran, or empty if it was never kept. */
    public Optional<String> ruleText(String rule, int version) {
        return Sql.query(
                        database,
                        "SELECT body FROM alerting.rule_text WHERE rule = ? AND version = ?",
                        row -> row.getString(1),
                        rule,
                        version)
                .stream()
                .findFirst();
    }

    /** The alert of that id, or empty. */
    public Optional<AlertView> find(String id) {
        return one("WHERE id = ?", id);
    }

    /** The newest episode of a rule in a scope, or empty. */
    public Optional<AlertView> newest(String rule, String scope) {
        return one("WHERE rule = ? AND scope = ? ORDER BY raised_millis DESC LIMIT 1", rule, scope);
    }

    private Optional<AlertView> one(String tail, String... values) {
        @Nullable Object[] bound = values;
        return Sql.query(
                        database,
                        "SELECT view FROM alerting.alert " + tail,
                        row -> AlertJson.read(row.getString(1)),
                        bound)
                .stream()
                .findFirst();
    }

    /** All steps of one alert, oldest first. */
    public List<AlertTransition> steps(String id) {
        return Sql.query(
                database,
                "SELECT position, kind, view, at_millis, actor FROM alerting.transition WHERE alert_id = ? ORDER BY position",
                row -> {
                    AlertTransition.Kind kind = AlertTransition.Kind.valueOf(row.getString(2));
                    return new AlertTransition(
                            row.getLong(1),
                            kind,
                            AlertJson.read(row.getString(3)),
                            row.getLong(4),
                            row.getString(5),
                            kind.isNews() ? AlertTransition.Notice.DUE : AlertTransition.Notice.NO_NEWS);
                },
                id);
    }
}
