package io.geshao.incident.people.desk;

import io.geshao.casework.people.Account;
import io.geshao.casework.port.AccountDesk;
import io.geshao.casework.port.DutyRoster;
import io.geshao.casework.port.PeopleDesk;
import io.geshao.core.time.Ticker;
import io.geshao.incident.people.store.AccountTable;
import io.geshao.incident.people.store.PeopleSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Places, units, people, rosters and accounts on the store. Any thread. */
public final class StoredPeople implements PeopleDesk {
    private final DutyRoster roster;
    private final AccountDesk accounts;

    /** On an existing schema. */
    public StoredPeople(DataSource database, Supplier<PeopleSettings> settings, Ticker ticker) {
        roster = new StoredDutyRoster(database, settings);
        accounts = accounts(new AccountTable(database), ticker);
    }

    private static AccountDesk accounts(AccountTable table, Ticker ticker) {
        return new AccountDesk() {
            @Override
            public Optional<Login> find(String name) {
                return table.find(name);
            }

            @Override
            public List<Account> list() {
                return table.list();
            }

            @Override
            public void save(Account account, @Nullable String passwordHash, String by) {
                table.save(account, passwordHash, by, ticker.epochMillis());
            }
        };
    }

    @Override
    public DutyRoster roster() {
        return roster;
    }

    @Override
    public AccountDesk accounts() {
        return accounts;
    }
}
