package io.geshao.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * The thin {@code main} that every process shares: settings from arguments and environment, {@code --check-config}, one
 * clear line on standard error and a non-zero exit code if it cannot start, and an orderly stop on a signal.
 */
public final class Launcher {
    private static final String CHECK = "--check-config";

    private Launcher() {}

    /** A process as the launcher sees it. */
    public interface Program<C> {
        /** Reads every key it knows; must not touch files, ports or the network. */
        C configure(Settings settings);

        /**
         * Starts it; it runs until closed.
         *
         * @throws StartException with one line for the operator
         */
        AutoCloseable start(C config);
    }

    /** The process cannot start: a port is taken, the database is not there, a file is missing. */
    public static final class StartException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public StartException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Runs until the process is told to stop. Exit codes: 0 after a stop or a good {@code --check-config}, 1 if it could
     * not start, 2 if the configuration is wrong, 70 if a bug kept it from starting.
     */
    public static <C> void run(String name, String[] args, Map<String, String> environment, Program<C> program) {
        List<String> rest = new ArrayList<>(List.of(args));
        boolean checkOnly = rest.remove(CHECK);
        C config;
        try {
            Settings settings = Settings.of(rest.toArray(new String[0]), environment);
            config = program.configure(settings);
            settings.finish();
        } catch (Settings.BadSettingsException e) {
            System.err.println(name + ": " + e.getMessage());
            System.exit(2);
            return;
        }
        if (checkOnly) {
            System.out.println(name + ": configuration ok");
            return;
        }
        AutoCloseable running;
        try {
            running = program.start(config);
        } catch (StartException e) {
            System.err.println(name + ": " + e.getMessage());
            System.exit(1);
            return;
        } catch (RuntimeException | Error e) { // a bug: what is half started has threads that would keep it alive
            System.err.println(name + ": cannot start, and should have said why: " + e);
            e.printStackTrace();
            System.exit(70);
            return;
        }
        awaitStop(name, running);
    }

    private static void awaitStop(String name, AutoCloseable running) {
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            try {
                                running.close();
                            } catch (Exception e) { // the last chance to say so: the process ends either way
                                System.err.println(name + ": did not stop cleanly: " + e);
                            }
                            stopped.countDown();
                        },
                        "stop"));
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
