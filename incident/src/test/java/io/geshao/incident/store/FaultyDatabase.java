package io.geshao.incident.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * A database whose connection dies at a chosen moment: before a statement, before a commit, or after the commit and
 * before its answer. One thread.
 */
public final class FaultyDatabase {
    private final DataSource real;
    private final AtomicInteger untilFault = new AtomicInteger(Integer.MAX_VALUE);

    public FaultyDatabase(DataSource real) {
        this.real = real;
    }

    /** The connection dies at the n-th moment from now, counted from 1. */
    public void dieAt(int moment) {
        untilFault.set(moment);
    }

    /** Whether the chosen moment has come. */
    public boolean died() {
        return untilFault.get() <= 0;
    }

    public DataSource source() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, args) -> {
                    Object result = call(method, real, args);
                    return result instanceof Connection connection ? faulty(connection) : result;
                });
    }

    /** Once dead, a connection only fails; its server-side half is rolled back when it is given back. */
    private Connection faulty(Connection connection) {
        AtomicBoolean dead = new AtomicBoolean();
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> {
                    boolean commit = method.getName().equals("commit");
                    if (commit || method.getName().equals("prepareStatement")) {
                        moment(dead);
                    }
                    if (dead.get() && !method.getName().equals("close")) {
                        throw new SQLException("the connection is dead", "08003");
                    }
                    Object result = call(method, connection, args);
                    if (commit) {
                        moment(dead);
                    }
                    return result;
                });
    }

    private void moment(AtomicBoolean dead) throws SQLException {
        if (untilFault.getAndDecrement() == 1) {
            dead.set(true);
            throw new SQLException("the connection died", "08006");
        }
    }

    private static Object call(Method method, Object target, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
