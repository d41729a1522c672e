package io.geshao.console;

import io.geshao.casework.people.Account;
import io.geshao.casework.port.AccountDesk;
import io.geshao.casework.port.DutyRoster;
import io.geshao.casework.port.PeopleDesk;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** People and accounts in memory. */
final class FakePeople implements PeopleDesk {
    private final Map<String, AccountDesk.Login> logins = new TreeMap<>();
    private final Runnable check;

    FakePeople(Runnable check) {
        this.check = check;
    }

    private final AccountDesk accounts = new AccountDesk() {
        @Override
        public Optional<Login> find(String name) {
            check.run();
            synchronized (logins) {
                return Optional.ofNullable(logins.get(name));
            }
        }

        @Override
        public List<Account> list() {
            check.run();
            synchronized (logins) {
                return logins.values().stream().map(Login::account).toList();
            }
        }

        @Override
        public void save(Account account, @Nullable String passwordHash, String by) {
            check.run();
            synchronized (logins) {
                Login before = logins.get(account.name());
                String kept = before == null ? "" : before.passwordHash();
                logins.put(account.name(), new Login(account, passwordHash == null ? kept : passwordHash));
            }
        }
    };

    @Override
    public AccountDesk accounts() {
        return accounts;
    }

    @Override
    public DutyRoster roster() {
        return (post, place, kind, unit, atMillis) -> List.of();
    }
}
