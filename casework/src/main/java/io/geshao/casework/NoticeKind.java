package io.geshao.casework;

/** What a notice is for. Only a {@link #STEP} pages: the others tell. */
public enum NoticeKind {
    /** A step of a ladder: somebody is to act. */
    STEP,
    /** What became of something that the person was told of before. */
    UPDATE,
    /** An acknowledgement is about to lapse. */
    REMINDER,
    /** The shift changed while the case was open (交接). */
    HANDOVER,
    /** What is not urgent, collected (摘要). */
    DIGEST,
    /** The platform about itself: nobody answered, a gap in the roster. */
    PLATFORM,
    /** A person tries a channel. */
    TEST
}
