package io.geshao.console.http;

import io.geshao.casework.Actor;
import io.geshao.casework.Role;
import java.util.EnumSet;
import java.util.Set;

/**
 * What an endpoint asks of the caller. Every endpoint has one; there is no default. It says who may knock; where the
 * account's roles hold, and what a role may do to one case, is decided behind it.
 */
public enum Permission {
    /** Anybody: health, metrics, login. */
    NOBODY(false),
    /** Somebody who is known, whatever the role. */
    KNOWN(false, Role.values()),
    /** Somebody who is known, to end the session. */
    LEAVE(true, Role.values()),
    /** Somebody who works here; residents see their own reports only. */
    VIEW(false, staff()),
    /** Somebody who works here, and on purpose: a call by cookie proves that it comes from our own page. */
    ACT(true, staff()),
    /** To report, rate and work on cases: what a role may do to one is the case machine's to say. */
    WORK(true, Role.values()),
    /** To answer alerts: acknowledge, reset, shelve, silence. */
    ANSWER_ALERTS(true, Role.COL, Role.DESK, Role.COM, Role.OPS),
    /** To tell devices what to do. */
    COMMAND_DEVICES(true, Role.DESK, Role.COM, Role.OPS),
    /** To see who lives where and needs help. */
    SEE_RESIDENTS(false, Role.COL, Role.DESK, Role.COM),
    /** To keep the archive of residents and write down calls. */
    KEEP_RESIDENTS(true, Role.COL, Role.DESK, Role.COM),
    /** To revise response plans. */
    REVISE_PLANS(true, Role.COM, Role.SUP, Role.LEAD),
    /** To plan: places, units, people, rosters, absences. */
    PLAN(true, Role.DESK, Role.COM, Role.DSP, Role.LEAD),
    /** To take tables out. */
    EXPORT(false, Role.DESK, Role.COM, Role.DSP, Role.LEAD),
    /** To write down one's own working time. */
    KEEP_TIME(true, Role.COL, Role.DESK, Role.COM, Role.UNIT, Role.HND, Role.DSP, Role.LEAD),
    /** To load and withdraw calendars, class tables and responsibility lists. */
    KEEP_RULES(true, Role.DSP, Role.LEAD),
    /** To ask for, review, decide and watch that a community takes on further work. */
    ADMIT(true, Role.COM, Role.DSP, Role.SUP, Role.LEAD),
    /** To issue or decline an interview (约谈): a leader, never the platform. */
    DECIDE_INTERVIEWS(true, Role.LEAD),
    /** To see accounts and the log of changes. */
    SEE_ACCOUNTS(false, Role.OPS),
    /** To make, change and close accounts. */
    KEEP_ACCOUNTS(true, Role.OPS);

    private final boolean onPurpose;
    private final Set<Role> roles;

    Permission(boolean onPurpose, Role... roles) {
        this.onPurpose = onPurpose;
        this.roles = Set.of(roles);
    }

    private static Role[] staff() {
        return EnumSet.complementOf(EnumSet.of(Role.RES)).toArray(new Role[0]);
    }

    /** Whether a call by cookie must prove that it comes from our own page. */
    public boolean isOnPurpose() {
        return onPurpose;
    }

    public boolean allows(Actor actor) {
        return actor.roles().stream().anyMatch(roles::contains);
    }
}
