package io.geshao.incident.score;

import io.geshao.casework.score.Figure;
import io.geshao.casework.score.Indicator;
import io.geshao.casework.score.Indicator.Wish;
import io.geshao.casework.score.Span;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every indicator over cases: one list, from which figures, lists, scores, reports and the document of them follow. */
public final class Indicators {
    /** An indicator with what it counts; without a denominator the numerator is the figure. */
    public record Definition(
            Indicator indicator,
            Quantity numerator,
            @Nullable Quantity denominator) {
        public String code() {
            return indicator.code();
        }

        public Figure of(Collection<CaseFacts> cases, Span span) {
            return new Figure(
                    code(), numerator.of(cases, span), denominator == null ? null : denominator.of(cases, span));
        }
    }

    private static final String SOURCED = "S";
    private static final String PROPOSED = "P";

    private static final List<Definition> ALL = List.of(
            share(
                    "on_time_closing",
                    "按期结案率",
                    "Closed on time",
                    "按期结案数 ÷（应结案数 − 缓办数）",
                    "closed on time ÷ (due − deferred)",
                    0.70,
                    Wish.MORE,
                    SOURCED,
                    CaseSets.CLOSED_ON_TIME,
                    CaseSets.DUE_NOT_DEFERRED),
            share(
                    "closing",
                    "结案率",
                    "Closed",
                    "结案数 ÷ 应结案数",
                    "closed ÷ due",
                    0.90,
                    Wish.MORE,
                    SOURCED,
                    CaseSets.DUE_CLOSED,
                    CaseSets.DUE),
            share(
                    "urgent_closing",
                    "紧急案件结案率",
                    "Urgent closed",
                    "紧急时限案件：结案数 ÷ 应结案数",
                    "urgent clocks only: closed ÷ due",
                    1.0,
                    Wish.MORE,
                    SOURCED,
                    CaseSets.URGENT_CLOSED,
                    CaseSets.URGENT_DUE),
            share(
                    "urgent_on_time",
                    "紧急案件按期结案率",
                    "Urgent closed on time",
                    "紧急时限案件：按期结案数 ÷（应结案数 − 缓办数）",
                    "urgent clocks only: closed on time ÷ (due − deferred)",
                    0.95,
                    Wish.MORE,
                    SOURCED,
                    CaseSets.URGENT_CLOSED_ON_TIME,
                    CaseSets.URGENT_DUE_NOT_DEFERRED),
            share(
                    "filing",
                    "立案率",
                    "Filed",
                    "期内上报案件中已立案数 ÷ 期内上报数",
                    "filed of those reported in the period ÷ reported",
                    null,
                    Wish.NONE,
                    SOURCED,
                    CaseSets.FOUND_AND_FILED,
                    CaseSets.FOUND),
            share(
                    "dispatch_accuracy",
                    "派遣准确率",
                    "Dispatched to the right unit",
                    "1 − 因“非本部门”退回的案件数 ÷ 派遣案件数",
                    "1 − cases returned as \"not ours\" ÷ cases dispatched",
                    null,
                    Wish.MORE,
                    SOURCED,
                    CaseSets.SENT_RIGHT,
                    CaseSets.DISPATCHED),
            share(
                    "rework",
                    "返工率",
                    "Reworked",
                    "返工案件数 ÷ 结案数",
                    "cases reworked ÷ closed",
                    null,
                    Wish.LESS,
                    SOURCED,
                    CaseSets.CLOSED_AFTER_REWORK,
                    CaseSets.CLOSED),
            sums(
                    "buck_passing",
                    "推诿率",
                    "Returns per dispatch",
                    "退回次数 ÷ 派遣次数",
                    "returns ÷ dispatches",
                    Wish.LESS,
                    SOURCED,
                    Quantity.sum(Tally.RETURNS, CaseSets.DISPATCHED),
                    Quantity.sum(Tally.DISPATCHES, CaseSets.DISPATCHED)),
            share(
                    "solve",
                    "解决率",
                    "Solved",
                    "发现案件中已结案数 ÷ 发现数（原始件数）",
                    "closed ÷ found, raw counts",
                    null,
                    Wish.MORE,
                    SOURCED,
                    CaseSets.SOLVED,
                    CaseSets.FOUND),
            share(
                    "found_before_complaint",
                    "未诉先办率",
                    "Found before a complaint",
                    "由传感、巡查、吹哨首先发现且自前24小时至结案同地同类无居民投诉的立案数 ÷ 立案数",
                    "filed, first found by sensor, patrol or whistle, with no resident's complaint of the same class at the"
                            + " same place from 24 h before to closing ÷ filed",
                    null,
                    Wish.MORE,
                    PROPOSED,
                    CaseSets.BEFORE_COMPLAINT,
                    CaseSets.FILED),
            share(
                    "sensor_share",
                    "传感发现率",
                    "Found by a sensor",
                    "首先由传感器发现的立案数 ÷ 立案数",
                    "filed, first found by a sensor ÷ filed",
                    null,
                    Wish.MORE,
                    PROPOSED,
                    CaseSets.FILED_BY_SENSOR,
                    CaseSets.FILED),
            sums(
                    "arrival",
                    "到位率",
                    "Arrived in time",
                    "时限内到位的哨数 ÷ 吹哨数",
                    "whistles arrived in limit ÷ whistles",
                    Wish.MORE,
                    PROPOSED,
                    Quantity.sum(Tally.ARRIVALS_IN_LIMIT, CaseSets.WHISTLED),
                    Quantity.sum(Tally.WHISTLES, CaseSets.WHISTLED)),
            sums(
                    "satisfaction",
                    "满意率",
                    "Satisfied",
                    "期内结案案件：好评数（5分中4分及以上）÷ 评价数",
                    "cases closed in the period: ratings of 4 or 5 ÷ ratings",
                    Wish.MORE,
                    PROPOSED,
                    Quantity.sum(Tally.GOOD_RATINGS, CaseSets.CLOSED),
                    Quantity.sum(Tally.RATINGS, CaseSets.CLOSED)),
            answered(),
            count("found", "发现", "Found", "期内上报数", "reported in the period", CaseSets.FOUND),
            count(
                    "called",
                    "呼叫",
                    "Called",
                    "发现案件中已立案或已吹哨数",
                    "of those found: filed, or a department whistled for",
                    CaseSets.CALLED),
            count(
                    "dispatched",
                    "派单",
                    "Dispatched",
                    "发现案件中已派遣数",
                    "of those found: dispatched",
                    CaseSets.FOUND_AND_DISPATCHED),
            count("solved", "解决", "Solved cases", "发现案件中已结案数", "of those found: closed", CaseSets.SOLVED),
            count("filed", "立案数", "Filed cases", "期内立案数", "filed in the period", CaseSets.FILED),
            count("closed", "结案数", "Closed cases", "期内结案数", "closed in the period", CaseSets.CLOSED),
            count("voided", "作废数", "Void", "期内作废数", "voided in the period", CaseSets.VOIDED),
            count("due", "应结案数", "Due", "处置期限在期内的案件数", "deadline of handling in the period", CaseSets.DUE),
            count("deferred", "缓办数", "Deferred", "期末仍挂账的应结案数", "due and suspended at the end", CaseSets.DEFERRED),
            count(
                    "overdue",
                    "超时数",
                    "Overdue",
                    "应结案且不缓办、未在期限内反馈的案件数",
                    "due, not deferred, and not fed back in time",
                    CaseSets.OVERDUE),
            count("open", "期末在办数", "Open at the end", "期末未结束案件数", "not ended at the end", CaseSets.OPEN_AT_END),
            count(
                    "overdue_at_end",
                    "期末超时在办数",
                    "Overdue at the end",
                    "期末已过期限、未反馈、未挂账的在办数",
                    "open at the end, past the deadline, not fed back, not suspended",
                    CaseSets.OVERDUE_AT_END),
            count(
                    "urgent_open",
                    "期末紧急在办数",
                    "Urgent open at the end",
                    "期末未结束的紧急时限案件数",
                    "urgent clocks, not ended at the end",
                    CaseSets.URGENT_OPEN_AT_END),
            count(
                    "maintenance_found",
                    "设备运维案件数",
                    "Device maintenance found",
                    "期内上报的设备运维案件数",
                    "cases of the platform's own devices, reported in the period",
                    CaseSets.MAINTENANCE_FOUND),
            count(
                    "maintenance_open",
                    "期末设备运维在办数",
                    "Device maintenance open at the end",
                    "期末未结束的设备运维案件数",
                    "cases of the platform's own devices, not ended at the end",
                    CaseSets.MAINTENANCE_OPEN_AT_END),
            count("urgent_due", "紧急应结案数", "Urgent due", "紧急时限案件的应结案数", "due, urgent clocks only", CaseSets.URGENT_DUE),
            count("supervised", "督办数", "Supervised", "期内开始督办数", "supervised from in the period", CaseSets.SUPERVISED),
            tally("whistles", "吹哨数", "Whistles", "{whistle}", "期内案件的吹哨数", Tally.WHISTLES, CaseSets.WHISTLED),
            tally("returns", "退回次数", "Returns", "{return}", "期内派遣案件的退回次数", Tally.RETURNS, CaseSets.DISPATCHED),
            tally("reworks", "返工次数", "Reworks", "{rework}", "期内结案案件的返工次数", Tally.REWORKS, CaseSets.CLOSED),
            tally(
                    "later_reworks",
                    "三次及以上返工",
                    "Reworks from the third on",
                    "{rework}",
                    "期内结案案件第三次起的返工次数",
                    Tally.LATER_REWORKS,
                    CaseSets.CLOSED));

    private static final Map<String, Definition> BY_CODE = index();

    private Indicators() {}

    public static List<Definition> all() {
        return ALL;
    }

    /**
     * The definition.
     *
     * @throws IllegalArgumentException if there is none of that code
     */
    public static Definition of(String code) {
        Definition found = BY_CODE.get(code);
        if (found == null) {
            throw new IllegalArgumentException("no indicator '" + code + "'");
        }
        return found;
    }

    private static Map<String, Definition> index() {
        Map<String, Definition> byCode = new LinkedHashMap<>();
        for (Definition definition : ALL) {
            if (byCode.put(definition.code(), definition) != null) {
                throw new IllegalStateException("two indicators are called " + definition.code());
            }
        }
        return byCode;
    }

    @SuppressWarnings("TooManyParameters") // one line of a table
    private static Definition share(
            String code,
            String zh,
            String en,
            String formulaZh,
            String formulaEn,
            @Nullable Double target,
            Wish wish,
            String source,
            Condition numerator,
            Condition denominator) {
        return new Definition(
                new Indicator(
                        code,
                        Map.of("zh", zh, "en", en),
                        "1",
                        Map.of("zh", formulaZh, "en", formulaEn),
                        target,
                        wish,
                        source),
                Quantity.of(numerator),
                Quantity.of(denominator));
    }

    private static Definition sums(
            String code,
            String zh,
            String en,
            String formulaZh,
            String formulaEn,
            Wish wish,
            String source,
            Quantity numerator,
            Quantity denominator) {
        return new Definition(
                new Indicator(
                        code,
                        Map.of("zh", zh, "en", en),
                        "1",
                        Map.of("zh", formulaZh, "en", formulaEn),
                        null,
                        wish,
                        source),
                numerator,
                denominator);
    }

    private static Definition answered() {
        return new Definition(
                new Indicator(
                        "answered",
                        Map.of("zh", "回音率", "en", "Reporters told"),
                        "1",
                        Map.of(
                                "zh",
                                "已告知的报告人数 ÷ 期内结案案件的报告人数",
                                "en",
                                "reporters told ÷ reporters of cases closed in the period"),
                        1.0,
                        Wish.MORE,
                        PROPOSED),
                Quantity.sum(Tally.TOLD, CaseSets.CLOSED),
                Quantity.sum(Tally.REPORTERS, CaseSets.CLOSED));
    }

    private static Definition count(
            String code, String zh, String en, String formulaZh, String formulaEn, Condition set) {
        return new Definition(
                new Indicator(
                        code,
                        Map.of("zh", zh, "en", en),
                        "{case}",
                        Map.of("zh", formulaZh, "en", formulaEn),
                        null,
                        Wish.NONE,
                        SOURCED),
                Quantity.of(set),
                null);
    }

    private static Definition tally(
            String code, String zh, String en, String unit, String formulaZh, Tally tally, Condition set) {
        return new Definition(
                new Indicator(
                        code,
                        Map.of("zh", zh, "en", en),
                        unit,
                        Map.of("zh", formulaZh, "en", "sum over the cases of the period"),
                        null,
                        Wish.NONE,
                        SOURCED),
                Quantity.sum(tally, set),
                null);
    }
}
