package io.geshao.incident.machine;

import io.geshao.casework.ClockKind;

/** What a move does to one kind of clock. */
record ClockMove(Does does, ClockKind kind, Unit unit) {
    /** The verb. */
    enum Does {
        START,
        /** To its unit: what that had left, or the full limit. */
        GIVE,
        STOP,
        PAUSE,
        RESUME,
        /** Every clock of the case, for good. */
        STOP_ALL
    }

    /** Whose clock, if units have one each. */
    enum Unit {
        /** The case's own, or every unit's. */
        NONE,
        /** Of the unit in charge after the move. */
        LEAD,
        /** Of the unit the actor belongs to. */
        ACTOR,
        /** Of the unit that the action names. */
        NAMED
    }

    static ClockMove start(ClockKind kind) {
        return new ClockMove(Does.START, kind, Unit.NONE);
    }

    static ClockMove startOfNamed(ClockKind kind) {
        return new ClockMove(Does.START, kind, Unit.NAMED);
    }

    static ClockMove give(ClockKind kind) {
        return new ClockMove(Does.GIVE, kind, Unit.LEAD);
    }

    static ClockMove stop(ClockKind kind) {
        return new ClockMove(Does.STOP, kind, Unit.NONE);
    }

    static ClockMove stopOfActor(ClockKind kind) {
        return new ClockMove(Does.STOP, kind, Unit.ACTOR);
    }

    static ClockMove pause(ClockKind kind) {
        return new ClockMove(Does.PAUSE, kind, Unit.NONE);
    }

    static ClockMove resume(ClockKind kind) {
        return new ClockMove(Does.RESUME, kind, Unit.NONE);
    }

    static ClockMove stopAll() {
        return new ClockMove(Does.STOP_ALL, ClockKind.HANDLE, Unit.NONE);
    }
}
