package io.geshao.incident.flow;

import io.geshao.core.AlertTransition;

/** How the timeline tells what became of a member alert: the kind of the entry and the words before the alert. */
record MemberStep(EventKind kind, String zh, String en) {
    static MemberStep of(AlertTransition.Kind kind) {
        return switch (kind) {
            case RAISED -> throw new IllegalArgumentException("a member is raised once, when it joins");
            case RE_ALARM -> new MemberStep(EventKind.RE_ALARM, "再次报警：", "Alarm again: ");
            case ONSET_CORRECTED ->
                new MemberStep(EventKind.ONSET_CORRECTED, "起始时间提前：", "Began earlier than thought: ");
            case SEVERITY_UP -> new MemberStep(EventKind.ALERT_SEVERITY_UP, "告警级别升高：", "Alert more severe: ");
            case LATCHED ->
                new MemberStep(
                        EventKind.ALERT_LATCHED, "现场已恢复，告警保持，待人工复位：", "Condition gone, alarm held until reset: ");
            case CLEARED -> new MemberStep(EventKind.ALERT_CLEARED, "告警恢复：", "Alert cleared: ");
            case ACKED, ACKED_AFTER_CLEAR -> new MemberStep(EventKind.ALERT_ACKED, "告警已确认：", "Alert acknowledged: ");
            case RESET -> new MemberStep(EventKind.ALERT_RESET, "告警已复位：", "Alert reset: ");
            case RULE_REMOVED -> new MemberStep(EventKind.ALERT_REMOVED, "规则已停用，告警结束：", "Rule removed, alert over: ");
            case DEVICE_RETIRED ->
                new MemberStep(EventKind.ALERT_REMOVED, "设备已退役，告警结束：", "Device retired, alert over: ");
        };
    }
}
