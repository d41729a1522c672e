package io.geshao.incident.flow;

import java.util.EnumSet;
import java.util.Set;

/** Where a case stands (案件状态); the name is what views and the database carry. Source: domain reference, section 5. */
public enum CaseState {
    /** 上报: known, not filed yet; a suspected emergency waits here for its confirmation. */
    REPORTED,
    /** 核查中: a collector looks whether it is so, before it is filed. */
    PRE_CHECK,
    /** 待派遣: filed; a dispatcher, or the platform by the responsibility list, chooses the unit. */
    TO_DISPATCH,
    /** 待处置: a unit has it and its handling clock runs. */
    TO_HANDLE,
    /** 处置中: somebody of the unit is at it. */
    HANDLING,
    /** 处置完成: the handler says that it is done. */
    HANDLED,
    /** 已反馈: the unit says so, too; the handling clock has stopped. */
    FEEDBACK,
    /** 待结案: the dispatcher agrees; the acceptor closes. */
    TO_CLOSE,
    /** 核实中: a collector looks whether it is done. */
    VERIFY,
    /** 结案: over, with a cause. */
    CLOSED,
    /** 已评价: rated, or nobody rated in time. */
    EVALUATED,
    /** 作废: there was nothing to file. */
    VOID,
    /** 并案: goes on in another case. */
    MERGED,
    /** 退回受理: the dispatcher's return lies with the acceptor. */
    RETURNED_ACC,
    /** 退回派遣: a unit's or the acceptor's return lies with the dispatcher. */
    RETURNED_DSP;

    private static final Set<CaseState> ENDED = EnumSet.of(CLOSED, EVALUATED, VOID, MERGED);
    private static final Set<CaseState> RETURNED = EnumSet.of(RETURNED_ACC, RETURNED_DSP);
    private static final Set<CaseState> DONE = EnumSet.of(HANDLED, FEEDBACK, TO_CLOSE, VERIFY);

    /** Whether nothing moves it any more, but for a rating or an appeal. */
    public boolean isEnded() {
        return ENDED.contains(this);
    }

    /** Whether it came back and waits for whoever received the return. */
    public boolean isReturned() {
        return RETURNED.contains(this);
    }

    /** Whether somebody has said that the work is done, rightly or not. */
    public boolean isHandled() {
        return DONE.contains(this) || isEnded();
    }
}
