package io.geshao.casework.cases;

/** Why an action on a case is refused. A refused action changes nothing; the name is what the API says. */
public enum CaseRefusal {
    NO_SUCH_CASE("没有这个案件", "there is no such case"),
    /** The case is not in a state from which the action leads anywhere. */
    NOT_IN_THIS_STATE("当前状态不能进行此操作", "the case is in no state for it"),
    ALREADY_ENDED("案件已结束", "the case has ended"),
    NOT_YOUR_ROLE("角色无此权限", "your role may not do this"),
    NOT_YOUR_PLACE("不在管辖范围", "the place is outside yours"),
    NOT_YOUR_UNIT("不是本部门的案件", "the case is another unit's"),
    NOT_YOUR_ASSIGNMENT("不是指派给您的案件", "the case is assigned to somebody else"),
    /** Close, void and interview are never the platform's. */
    NEVER_BY_THE_PLATFORM("平台不得结案、作废或约谈", "the platform never closes, voids or interviews"),
    PARAMETER_MISSING("缺少必填项", "something the action must carry is missing"),
    PARAMETER_NOT_UNDERSTOOD("内容不符合要求", "a parameter is not of its kind"),
    UNKNOWN_PARAMETER("没有这个参数", "the action has no such parameter"),
    TEXT_MISSING("缺少文字内容", "there are no words"),
    REASON_MISSING("必须说明理由", "a reason must be given"),
    CAUSE_MISSING("必须记录原因", "the cause must be recorded"),
    /** The four clears (四个明确). */
    OWNER_NOT_CLEAR("责任单位不明确", "the responsible unit is not clear"),
    CONTENT_NOT_CLEAR("项目内容不明确", "the content is not clear"),
    DEADLINE_NOT_CLEAR("时间进度不明确", "the deadline is not clear"),
    STANDARD_NOT_CLEAR("工作标准不明确", "the closing standard is not clear"),
    CLASS_MISSING("必须确定案件类别", "the class must be known"),
    UNKNOWN_CLASS("没有这个类别", "there is no such class"),
    /** Dispatch to a unit that the responsibility list does not name for the class, without an admission. */
    NOT_IN_THE_LIST("清单外事项须有准入批准", "the list does not name this unit for the class: an admission id is needed"),
    ALREADY_ACKNOWLEDGED("已接警", "somebody has taken it"),
    /** A case that came back may only go further back or be sent out anew. */
    RETURN_COMES_FIRST("退回件只能改派或继续退回", "a returned case can only be sent out anew or further back"),
    VOID_AFTER_FILING("立案后不得作废", "a filed case is never voided"),
    ALARM_STILL_UP("告警未解除不得结案", "an alarm of the case is still up"),
    SECOND_PERSON_NEEDED("须由第二人同意", "a second person must agree"),
    MERGE_INTO_ITSELF("不能并入自身", "a case cannot be merged into itself"),
    MERGE_ACROSS_COMMUNITIES("不得跨社区并案", "cases of two communities are never merged"),
    EMERGENCY_INTO_ANOTHER_DOMAIN("应急案件不得并入城市管理案件", "an emergency is merged into emergencies only"),
    DRILL_AND_REAL("演练与实战不得并案", "drill and real are never merged"),
    TARGET_CANNOT_TAKE("目标案件不能接收并案", "the target cannot take another case any more"),
    NO_SUCH_REPORTER("没有这位报告人", "the case has no such reporter"),
    JOINT_PART_OPEN("协办未完成", "a joint part is still open"),
    NEVER_BY_A_JOINT_UNIT("协办单位不得反馈", "a joint unit never feeds back for the case"),
    NO_SUCH_JOINT_PART("没有该协办任务", "there is no such joint part"),
    ALREADY_JOINT("已是主办或协办单位", "the unit leads or helps already"),
    ASSIGNMENT_NOT_REVOKED("须先撤销指派", "the assignment must be revoked first"),
    UNDER_ARBITRATION("裁定中", "the case is under arbitration"),
    ARBITRATION_BINDS("裁定结果必须执行", "what was arbitrated binds the unit"),
    SUSPENDED("挂账期间不得处置", "nothing is handled while the case is suspended"),
    ALREADY_SUSPENDED_ONCE("只能挂账一次", "a case is suspended once"),
    NEVER_SUSPENDED("应急和紧急时限案件不得挂账", "emergencies and urgent limits are never suspended"),
    SUSPENSION_TOO_LONG("挂账期限不得超过一年", "a suspension ends within a year"),
    EXTENDED_TWICE("最多延期两次", "a case is extended twice at most"),
    OVERDUE("已超时", "the case is overdue"),
    ALREADY_ASKED("已有待批申请", "a request waits already"),
    NOTHING_ASKED("没有待批申请", "no request waits"),
    NOT_ENDORSED("须部门先同意", "the unit has not endorsed the request"),
    /** Whistles cannot be dropped: the called unit finds no way to return, void or suspend. */
    WHISTLE_CANNOT_BE_DROPPED("哨单不得退回、作废或挂账", "a whistle cannot be returned, voided or suspended"),
    NO_WHISTLE("没有发给本部门的哨单", "no whistle calls your unit"),
    ALREADY_CALLED("已向该部门吹哨", "a whistle calls that unit already"),
    ANSWER_FIRST("须先应哨", "the whistle must be answered first"),
    TOO_FAR_AWAY("不在现场200米内", "not within 200 m of the place"),
    NO_LEVEL_ABOVE("没有更高层级", "there is no level above"),
    EXACTLY_ONE_LEVEL("只能逐级升级", "exactly one level at a time"),
    NOTHING_TO_REPLY("没有待回复的督办", "no demand waits for a reply"),
    NOT_OVERDUE("未超时，无需申诉", "the case was not overdue"),
    APPEALED_ALREADY("只能申诉一次", "an appeal is heard once"),
    NO_APPEAL("没有待处理的申诉", "no appeal waits"),
    RATED_ALREADY("已评价", "this reporter has rated"),
    NO_SUCH_ATTACHMENT("没有这个附件", "there is no such attachment"),
    ATTACHMENT_TOO_LARGE("附件过大", "the file is larger than 5 MiB"),
    ATTACHMENT_TYPE("不支持的附件类型", "files of this type are not taken"),
    TOO_MANY_ATTACHMENTS("附件过多", "the case has too many attachments"),
    SOURCE_NOT_YOURS("来源与身份不符", "your role reports from another source"),
    NO_SUCH_PLACE("没有这个地点", "there is no such place"),
    ALREADY_TOLD("已告知", "this reporter has been told");

    private final String zh;
    private final String en;

    CaseRefusal(String zh, String en) {
        this.zh = zh;
        this.en = en;
    }

    public String zh() {
        return zh;
    }

    public String en() {
        return en;
    }
}
