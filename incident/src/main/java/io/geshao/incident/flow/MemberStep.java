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
            case SEVERITY_DOWN -> noted("告警级别降低：", "Alert less severe: ");
            case ACK_LAPSED -> noted("接警后无进展，确认失效：", "No progress, acknowledgement lapsed: ");
            case LAST_KNOWN_ALARM -> noted("数据中断，按最后已知状态保持报警：", "Nothing known now, stands as last known: ");
            case KNOWN_AGAIN -> noted("数据恢复：", "Known again: ");
            case STALE -> noted("告警超过24小时未消：", "Open for more than a day: ");
            case SHELVED -> noted("告警已搁置：", "Alert shelved: ");
            case UNSHELVED -> noted("搁置结束：", "Shelving over: ");
            case INHIBITED -> noted("被上级告警抑制：", "Inhibited by another alert: ");
            case UNINHIBITED -> noted("抑制结束：", "No longer inhibited: ");
            case OUT_OF_SERVICE -> noted("设备停用检修：", "Out of service: ");
            case BACK_IN_SERVICE -> noted("设备恢复使用：", "Back in service: ");
            case CHATTERING -> noted("告警抖动，保持报警：", "Chattering, held active: ");
            case CHATTER_OVER -> noted("抖动结束：", "Chattering over: ");
            case TOLD_AT_EDGE -> noted("断网期间网关已就地告警：", "Told at the edge while the centre could not be reached: ");
            case RULE_CHANGED -> noted("规则版本已更新：", "Rule changed: ");
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

    private static MemberStep noted(String zh, String en) {
        return new MemberStep(EventKind.ALERT_NOTED, zh, en);
    }
}
