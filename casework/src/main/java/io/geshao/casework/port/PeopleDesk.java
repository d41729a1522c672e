package io.geshao.casework.port;

/** Places, units, people, rosters and accounts: one port, in parts. */
public interface PeopleDesk {
    AccountDesk accounts();

    DutyRoster roster();
}
