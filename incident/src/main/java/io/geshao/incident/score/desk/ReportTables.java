package io.geshao.incident.score.desk;

import io.geshao.casework.score.CaseLine;
import io.geshao.casework.score.Compared;
import io.geshao.casework.score.Figure;
import io.geshao.casework.score.Indicator;
import io.geshao.casework.score.Interview;
import io.geshao.casework.score.OperatorLoad;
import io.geshao.casework.score.Ranking;
import io.geshao.casework.score.Report.Cell;
import io.geshao.casework.score.Report.Section;
import io.geshao.core.port.ConservationLedger.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tables of reports. */
final class ReportTables {
    private static final Map<String, String> STAGES = Map.ofEntries(
            Map.entry("REPORTED", "上报"),
            Map.entry("PRE_CHECK", "核查中"),
            Map.entry("TO_DISPATCH", "待派遣"),
            Map.entry("TO_HANDLE", "待处置"),
            Map.entry("HANDLING", "处置中"),
            Map.entry("HANDLED", "处置完成"),
            Map.entry("FEEDBACK", "已反馈"),
            Map.entry("TO_CLOSE", "待结案"),
            Map.entry("VERIFY", "核实中"),
            Map.entry("RETURNED_ACC", "退回受理"),
            Map.entry("RETURNED_DSP", "退回派遣"));

    private ReportTables() {}

    private static Map<String, String> both(String zh, String en) {
        return Map.of("zh", zh, "en", en);
    }

    private static Section section(
            String code, String zh, String en, String note, List<Map<String, String>> columns, List<List<Cell>> rows) {
        return new Section(code, both(zh, en), both(note, note), columns, rows);
    }

    static Section figures(List<Compared> figures, Map<String, Indicator> indicators) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Compared figure : figures) {
            Indicator indicator = indicators.get(figure.now().indicator());
            Figure now = figure.now();
            Long denominator = now.denominator();
            rows.add(List.of(
                    Cell.words(indicator == null ? both(now.indicator(), now.indicator()) : indicator.name()),
                    ReportMaker.cell(now),
                    Cell.count(now.numerator()),
                    denominator == null ? Cell.words("", "") : Cell.count(denominator),
                    ReportMaker.cell(figure.before()),
                    ReportMaker.cell(figure.yearBefore()),
                    indicator == null || indicator.target() == null
                            ? Cell.words("", "")
                            : Cell.percent(indicator.target())));
        }
        return section(
                "figures",
                "指标",
                "Figures",
                "",
                List.of(
                        both("指标", "Indicator"),
                        both("数值", "Value"),
                        both("分子", "Numerator"),
                        both("分母", "Denominator"),
                        both("上期", "Period before"),
                        both("去年同期", "Year before"),
                        both("目标", "Target")),
                rows);
    }

    static Section stages(Map<String, Long> stages) {
        List<List<Cell>> rows = new ArrayList<>();
        stages.forEach((state, cases) ->
                rows.add(List.of(Cell.words(STAGES.getOrDefault(state, state), state), Cell.count(cases))));
        return section(
                "stages",
                "期末在办案件阶段",
                "Stages of the open cases at the end",
                "",
                List.of(both("阶段", "Stage"), both("件数", "Cases")),
                rows);
    }

    static Section cases(String code, String zh, String en, List<CaseLine> lines, long all) {
        List<List<Cell>> rows = lines.stream()
                .map(line -> List.of(
                        Cell.ofCase(line.number()),
                        Cell.words(line.title()),
                        Cell.code(line.classCode()),
                        Cell.code(line.unit()),
                        Cell.code(line.place()),
                        Cell.time(line.reportedMillis()),
                        Cell.time(line.dueMillis())))
                .toList();
        return section(
                code,
                zh,
                en,
                rows.size() < all ? rows.size() + " / " + all : "",
                List.of(
                        both("案件", "Case"),
                        both("事由", "What"),
                        both("类别", "Class"),
                        both("部门", "Unit"),
                        both("地点", "Place"),
                        both("上报", "Reported"),
                        both("期限", "Deadline")),
                rows);
    }

    static Section ledger(List<Line> lines, boolean known) {
        List<List<Cell>> rows = new ArrayList<>();
        if (known) {
            long[] sums = new long[8];
            for (Line line : lines) {
                sums[0] += line.acknowledged();
                sums[1] += line.stored();
                sums[2] += line.duplicates() + line.gatewayDuplicates();
                sums[3] += line.rejected();
                sums[4] += line.inFlight();
                sums[5] += line.givenUp();
                sums[6] += line.declared();
                sums[7] += Math.abs(line.difference());
            }
            List<Map<String, String>> names = List.of(
                    both("已应答", "Acknowledged"),
                    both("已存", "Stored"),
                    both("重复", "Duplicates"),
                    both("拒收", "Rejected"),
                    both("在途", "In flight"),
                    both("放弃", "Given up"),
                    both("已申报缺口", "Declared gaps"),
                    both("不平", "Difference"));
            for (int i = 0; i < sums.length; i++) {
                rows.add(List.of(Cell.words(names.get(i)), Cell.count(sums[i])));
            }
        }
        Section made = section(
                "ledger", "守恒账", "Conservation ledger", "", List.of(both("项", "Item"), both("数量", "Readings")), rows);
        return known
                ? made
                : new Section(
                        made.code(),
                        made.title(),
                        both("本进程看不到守恒账", "the books are out of this process's sight"),
                        made.columns(),
                        rows);
    }

    static Section hashes(Map<String, String> hashes) {
        List<List<Cell>> rows = new ArrayList<>();
        hashes.forEach((community, hash) -> rows.add(List.of(Cell.code(community), Cell.code(hash))));
        return section(
                "hashes",
                "链式台账末位哈希",
                "Last hash of each ledger",
                "",
                List.of(both("社区", "Community"), both("哈希", "Hash")),
                rows);
    }

    static Section ranking(String code, String zh, String en, Ranking ranking) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Ranking.Row row : ranking.rows()) {
            Integer rank = row.rank();
            rows.add(List.of(
                    rank == null ? Cell.words("样本不足", "too few cases") : Cell.count(rank),
                    Cell.words(row.name()),
                    Cell.count(row.cases()),
                    Cell.decimal(row.score()),
                    Cell.decimal(row.deduction())));
        }
        return section(
                code,
                zh,
                en,
                ranking.card() + " v" + ranking.weights(),
                List.of(
                        both("名次", "Rank"),
                        both("名称", "Name"),
                        both("立案数", "Cases"),
                        both("得分", "Score"),
                        both("返工扣分", "Off for reworks")),
                rows);
    }

    static Section interviews(List<Interview> interviews) {
        Map<Interview.State, Map<String, String>> states = new HashMap<>();
        states.put(Interview.State.PROPOSED, both("待定", "open"));
        states.put(Interview.State.ISSUED, both("已约谈", "issued"));
        states.put(Interview.State.DECLINED, both("不约谈", "declined"));
        List<List<Cell>> rows = interviews.stream()
                .map(one -> List.of(
                        Cell.words(one.unitName()),
                        Cell.words(one.trigger().text()),
                        Cell.code(String.join(" ", one.cases())),
                        Cell.time(one.proposedMillis()),
                        Cell.words(states.getOrDefault(one.state(), Map.of()))))
                .toList();
        return section(
                "interviews",
                "约谈建议",
                "Interviews",
                "",
                List.of(
                        both("部门", "Unit"),
                        both("事由", "Reason"),
                        both("案件", "Cases"),
                        both("提出", "Proposed"),
                        both("状态", "State")),
                rows);
    }

    static Section load(List<OperatorLoad> loads) {
        List<List<Cell>> rows = loads.stream()
                .map(load -> List.of(
                        Cell.code(load.community()),
                        Cell.count(load.announced()),
                        Cell.decimal(load.perHour()),
                        Cell.decimal(load.perDay()),
                        Cell.percent(load.floodShare()),
                        Cell.percent(load.topShare()),
                        Cell.count(load.chattering()),
                        Cell.decimal(load.stalePerDay()),
                        Cell.code(load.verdict().name())))
                .toList();
        return section(
                "load",
                "值班负荷",
                "Operator load",
                "ISA-18.2",
                List.of(
                        both("值班室", "Desk"),
                        both("告警", "Alarms"),
                        both("每小时", "Per hour"),
                        both("每日", "Per day"),
                        both("洪泛时段", "In flood"),
                        both("前十来源", "Top 10"),
                        both("抖动", "Chattering"),
                        both("陈旧/日", "Stale a day"),
                        both("结论", "Verdict")),
                rows);
    }

    static Section sample(String seed, List<String> numbers) {
        return section(
                "sample",
                "现场抽查名单",
                "Inspection sample",
                "seed " + seed,
                List.of(both("案件", "Case")),
                numbers.stream().map(number -> List.of(Cell.ofCase(number))).toList());
    }
}
