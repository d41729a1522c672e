package io.geshao.incident.people.store;

import io.geshao.casework.Role;
import io.geshao.casework.people.Account;
import io.geshao.casework.port.AccountDesk.Login;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Accounts with what they may do. Any thread; every call is one transaction. */
public final class AccountTable {
    private final Jdbi jdbi;

    public AccountTable(DataSource database) {
        jdbi = Jdbi.create(database);
    }

    public Optional<Login> find(String name) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from incident.account where name = :name")
                .bind("name", name)
                .map((row, context) -> new Login(account(row), row.getString("password_hash")))
                .findOne());
    }

    public List<Account> list() {
        return jdbi.withHandle(handle -> handle.createQuery("select * from incident.account order by name")
                .map((row, context) -> account(row))
                .list());
    }

    /** Adds or replaces; a null hash keeps the one there is. */
    public void save(Account account, @Nullable String passwordHash, String by, long atMillis) {
        jdbi.useTransaction(handle -> {
            handle.createUpdate(
                            "insert into incident.account values (:name, coalesce(:hash, ''), :roles, :place, :unit,"
                                    + " :person, :active, :demo) on conflict (name) do update set"
                                    + " password_hash = coalesce(:hash, account.password_hash), roles = :roles, place = :place,"
                                    + " unit = :unit, person = :person, active = :active, demo = :demo")
                    .bind("name", account.name())
                    .bind("hash", passwordHash)
                    .bind(
                            "roles",
                            account.roles().stream().map(Role::name).sorted().toArray(String[]::new))
                    .bind("place", account.place())
                    .bind("unit", account.unit())
                    .bind("person", account.person())
                    .bind("active", account.active())
                    .bind("demo", account.demo())
                    .execute();
            String roles = account.roles().stream().map(Role::name).sorted().collect(Collectors.joining(" "));
            PeopleLog.write(
                    handle,
                    atMillis,
                    by,
                    "ACCOUNT_SAVED",
                    account.name(),
                    roles + " at '" + account.place() + "' of '" + account.unit() + "'"
                            + (account.active() ? "" : ", closed") + (passwordHash == null ? "" : ", new password"));
        });
    }

    private static Account account(ResultSet row) throws SQLException {
        return new Account(
                row.getString("name"),
                Arrays.stream((String[]) row.getArray("roles").getArray())
                        .map(Role::valueOf)
                        .collect(Collectors.toUnmodifiableSet()),
                row.getString("place"),
                row.getString("unit"),
                row.getString("person"),
                row.getBoolean("active"),
                row.getBoolean("demo"));
    }
}
