package io.geshao.console.auth;

import com.password4j.Argon2Function;
import com.password4j.Password;
import io.geshao.casework.Actor;
import io.geshao.casework.people.Account;
import io.geshao.casework.port.AccountDesk;
import io.geshao.casework.port.AccountDesk.Login;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All who can come in: the account of the configuration, which needs no store to be there, and those of the store. Where
 * both have a name, the configuration's counts. Blocking, any thread.
 */
final class Accounts {
    private static final Logger LOG = LoggerFactory.getLogger(Accounts.class);

    private final LocalAccount first;
    private final AccountDesk desk;
    private final LocalAccount nobody = LocalAccount.of("", "");

    Accounts(LocalAccount first, AccountDesk desk) {
        this.first = first;
        this.desk = desk;
    }

    /** Who that is, or empty; a wrong name takes as long as a wrong password. */
    Optional<Actor> check(String name, String password) {
        if (name.equals(first.user())) {
            return first.accepts(password) ? Optional.of(first.actor()) : Optional.empty();
        }
        Optional<Login> login = desk.find(name)
                .filter(found ->
                        found.account().active() && !found.passwordHash().isEmpty());
        if (login.isEmpty()) {
            nobody.accepts(password);
            return Optional.empty();
        }
        return isRight(login.get(), password)
                ? Optional.of(login.get().account().actor())
                : Optional.empty();
    }

    private static boolean isRight(Login login, String password) {
        Argon2Function function;
        try {
            function = Argon2Function.getInstanceFromHash(login.passwordHash());
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            LOG.warn(
                    "account {} has a password hash that is no encoded Argon2 hash",
                    login.account().name());
            return false;
        }
        return Password.check(password, login.passwordHash()).with(function);
    }

    /** Who an account is now, or empty if it was closed. */
    Optional<Actor> actor(String name) {
        return name.equals(first.user())
                ? Optional.of(first.actor())
                : desk.find(name).map(Login::account).filter(Account::active).map(Account::actor);
    }
}
