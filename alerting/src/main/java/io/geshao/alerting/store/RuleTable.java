package io.geshao.alerting.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.geshao.alerting.rule.Rule;
import io.geshao.core.Severity;
import io.geshao.core.port.AlertControl.RuleSheet;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Rows of {@code alerting.rule_sheet}: the rules as they run now, for people and other processes to look at. */
public final class RuleTable {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final long DAY_MILLIS = 86_400_000L;

    private RuleTable() {}

    /** What does not change while a version runs. */
    private record Sheet(
            Map<String, String> title, List<Severity> severities, String scope, boolean latching, boolean shadow) {}

    /** Writes down what was loaded; a version that was there before keeps the time it was first loaded. */
    public static void write(DataSource database, List<Rule> rules, long nowMillis) {
        for (Rule rule : rules) {
            Sql.update(
                    database,
                    "INSERT INTO alerting.rule_sheet AS kept (id, version, loaded_millis, sheet) VALUES (?, ?, ?, ?)"
                            + " ON CONFLICT (id) DO UPDATE SET loaded_millis = CASE WHEN kept.version ="
                            + " EXCLUDED.version THEN kept.loaded_millis ELSE EXCLUDED.loaded_millis END,"
                            + " version = EXCLUDED.version, sheet = EXCLUDED.sheet",
                    rule.id(),
                    rule.version(),
                    nowMillis,
                    sheet(rule));
        }
        Sql.update(
                database,
                "DELETE FROM alerting.rule_sheet WHERE id <> ALL (string_to_array(?, ','))",
                String.join(",", rules.stream().map(Rule::id).toList()));
    }

    private static String sheet(Rule rule) {
        try {
            return MAPPER.writeValueAsString(new Sheet(
                    rule.title(),
                    rule.levels().stream().map(Rule.Level::severity).toList(),
                    rule.scope().wireName(),
                    rule.levels().stream().anyMatch(Rule.Level::latching),
                    rule.shadow()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("rule " + rule.id() + " is not JSON", e);
        }
    }

    static List<RuleSheet> read(DataSource database, long nowMillis) {
        return Sql.query(
                database,
                "SELECT r.id, r.version, r.loaded_millis, r.sheet, r.shadow_raised,"
                        + " count(a.id) FILTER (WHERE a.state <> 'NORMAL')::int,"
                        + " count(a.id) FILTER (WHERE a.raised_millis >= ?)::int"
                        + " FROM alerting.rule_sheet r LEFT JOIN alerting.alert a ON a.rule = r.id"
                        + " AND (a.state <> 'NORMAL' OR a.raised_millis >= ?)"
                        + " GROUP BY r.id, r.version, r.loaded_millis, r.sheet, r.shadow_raised ORDER BY r.id",
                row -> {
                    Sheet sheet = sheet(row.getString(4));
                    return new RuleSheet(
                            row.getString(1),
                            row.getInt(2),
                            sheet.title(),
                            sheet.severities(),
                            sheet.scope(),
                            sheet.latching(),
                            sheet.shadow(),
                            row.getInt(6),
                            row.getInt(7),
                            row.getLong(5),
                            row.getLong(3));
                },
                nowMillis - DAY_MILLIS,
                nowMillis - DAY_MILLIS);
    }

    private static Sheet sheet(String json) {
        try {
            return MAPPER.readValue(json, Sheet.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored rule sheet is not readable: " + json, e);
        }
    }
}
