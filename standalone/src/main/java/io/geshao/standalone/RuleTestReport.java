package io.geshao.standalone;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.geshao.alerting.rule.RuleFault;
import io.geshao.alerting.tool.RuleTests;
import java.util.List;

/** What a rule test run looks like. */
final class RuleTestReport {
    private RuleTestReport() {}

    static String text(List<RuleTests.FileResult> results, boolean timeline, long millis) {
        StringBuilder out = new StringBuilder();
        int passed = 0;
        int failed = 0;
        for (RuleTests.FileResult file : results) {
            long ok = file.cases().stream().filter(RuleTests.CaseResult::passed).count();
            passed += (int) ok;
            failed += file.faults().isEmpty() ? file.cases().size() - (int) ok : 1;
            out.append("%s %s: %d of %d passed%n"
                    .formatted(
                            file.passed() ? "ok  " : "FAIL",
                            file.file(),
                            ok,
                            file.cases().size()));
            for (RuleFault fault : file.faults()) {
                out.append("     ").append(fault).append('\n');
            }
            for (RuleTests.CaseResult one : file.cases()) {
                List<String> lines = one.passed() ? one.timeline() : one.differences();
                if (one.passed() && !timeline) {
                    continue;
                }
                out.append("     ").append(one.passed() ? "ok   " : "FAIL ").append(one.name());
                out.append(" (line ").append(one.line()).append(")\n");
                lines.forEach(line -> out.append("       ").append(line).append('\n'));
            }
        }
        out.append("%d files, %d tests, %d failed, %.1f s%n"
                .formatted(results.size(), passed + failed, failed, millis / 1_000.0));
        return out.toString();
    }

    static String json(List<RuleTests.FileResult> results, long millis) {
        ObjectNode top = new ObjectMapper().createObjectNode();
        top.put("passed", results.stream().allMatch(RuleTests.FileResult::passed));
        top.put("tests", results.stream().mapToInt(file -> file.cases().size()).sum());
        top.put(
                "failed",
                results.stream()
                        .mapToLong(file -> file.faults().isEmpty()
                                ? file.cases().stream()
                                        .filter(one -> !one.passed())
                                        .count()
                                : 1)
                        .sum());
        top.put("millis", millis);
        ArrayNode files = top.putArray("files");
        for (RuleTests.FileResult file : results) {
            ObjectNode node = files.addObject();
            node.put("file", file.file()).put("passed", file.passed());
            ArrayNode faults = node.putArray("faults");
            file.faults().forEach(fault -> faults.add(fault.toString()));
            ArrayNode cases = node.putArray("tests");
            for (RuleTests.CaseResult one : file.cases()) {
                ObjectNode test = cases.addObject();
                test.put("name", one.name()).put("line", one.line()).put("passed", one.passed());
                ArrayNode differences = test.putArray("differences");
                one.differences().forEach(differences::add);
                ArrayNode happened = test.putArray("happened");
                one.timeline().forEach(happened::add);
            }
        }
        return top.toPrettyString() + "\n";
    }
}
