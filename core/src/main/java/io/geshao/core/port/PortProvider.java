package io.geshao.core.port;

import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import java.util.ServiceLoader;
import javax.sql.DataSource;

/**
 * How a process that runs one module finds another module's stores: each module lists one provider under
 * {@code META-INF/services}, and whatever lies on the class path is bound. Compile-time arrows still all point at core.
 */
public interface PortProvider {
    /** What a port may need to open: the database, the registry and the clock. */
    record Surroundings(DataSource database, Registry registry, Ticker ticker) {}

    /** Whether this provider can open the port. */
    boolean offers(Class<?> port);

    /** Opens the port on an existing schema; never migrates it. */
    <T> T open(Class<T> port, Surroundings surroundings);

    /**
     * The port from whichever module on the class path offers it.
     *
     * @throws IllegalStateException if none does: the class path lacks a module
     */
    static <T> T find(Class<T> port, Surroundings surroundings) {
        for (PortProvider provider : ServiceLoader.load(PortProvider.class)) {
            if (provider.offers(port)) {
                return provider.open(port, surroundings);
            }
        }
        throw new IllegalStateException("no module on the class path offers " + port.getSimpleName());
    }
}
