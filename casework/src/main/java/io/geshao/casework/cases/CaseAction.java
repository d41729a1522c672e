package io.geshao.casework.cases;

import java.util.Locale;
import java.util.Optional;

/** What somebody does to a case (动作); the path of the API is the name in lower case with hyphens. */
public enum CaseAction {
    /** 接警: somebody takes it. */
    ACKNOWLEDGE("接警", "Take it"),
    COMMENT("跟进记录", "Add a note"),
    /** 核查: asked of the nearest collector before filing. */
    ASK_PRE_CHECK("要求核查", "Ask for a check"),
    ANSWER_PRE_CHECK("回复核查", "Answer the check"),
    FILE("立案", "File"),
    VOID("作废", "Void"),
    MERGE("并案", "Merge into another case"),
    SPLIT("拆案", "Split off a case"),
    DISPATCH("派遣", "Dispatch"),
    ADD_JOINT("增加协办", "Add a joint unit"),
    FINISH_JOINT("协办完成", "Finish the joint part"),
    ASSIGN("指派", "Assign"),
    REVOKE("撤销指派", "Revoke the assignment"),
    GIVE_BACK("退还指派", "Give back"),
    SUBMIT("处置完成", "Submit the result"),
    NOT_SATISFIED("重新处置", "Not satisfied"),
    FEED_BACK("反馈", "Feed back"),
    RETURN_NOT_OURS("退回（非本部门）", "Return: not ours"),
    RETURN_NOT_OUR_LEVEL("退回（非本级）", "Return: not our level"),
    REWORK("返工", "Ask for rework"),
    FORWARD("批转", "Forward to close"),
    RETURN_NOT_DONE("退回（不达标）", "Return: not done"),
    /** 核实: asked of the nearest collector before closing. */
    ASK_VERIFY("要求核实", "Ask for verification"),
    ANSWER_VERIFY("回复核实", "Answer the verification"),
    CLOSE("结案", "Close"),
    EVALUATE("评价", "Rate"),
    ASK_EXTENSION("申请延期", "Ask for more time"),
    ASK_SUSPENSION("申请挂账", "Ask to suspend"),
    ENDORSE("部门同意申请", "Endorse the request"),
    APPROVE("批准申请", "Approve the request"),
    REFUSE("驳回申请", "Refuse the request"),
    RESUME("解除挂账", "Resume"),
    WHISTLE("吹哨", "Whistle"),
    ANSWER_WHISTLE("应哨", "Answer the whistle"),
    ARRIVE("到位", "Arrive"),
    READDRESS_WHISTLE("改派哨单", "Readdress the whistle"),
    UPGRADE("上报升级", "Report up"),
    SUPERVISE("督办", "Supervise"),
    REPLY_SUPERVISION("回复督办", "Reply to supervision"),
    ARBITRATE("裁定", "Arbitrate"),
    TELL_REPORTER("告知报告人", "Tell a reporter"),
    APPEAL("超时申诉", "Appeal the overdue"),
    ADVISE_APPEAL("申诉初审", "Advise on the appeal"),
    DECIDE_APPEAL("申诉终审", "Decide the appeal");

    private final String zh;
    private final String en;

    CaseAction(String zh, String en) {
        this.zh = zh;
        this.en = en;
    }

    public String zh() {
        return zh;
    }

    public String en() {
        return en;
    }

    /** The name in a path: {@code return-not-ours}. */
    public String path() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<CaseAction> ofPath(String path) {
        for (CaseAction action : values()) {
            if (action.path().equals(path)) {
                return Optional.of(action);
            }
        }
        return Optional.empty();
    }
}
