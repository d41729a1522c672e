package io.geshao.bench;

import java.io.File;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Esper (GPL) behind reflection: it is fetched when the comparison runs, loaded by a class loader of its own, and nothing of
 * ours is compiled against it. Only the call per event matters for speed; it is a method handle. One thread.
 */
final class EsperRuntime implements AutoCloseable {
    private static final String CLIENT = "com.espertech.esper.common.client.";
    private static final String RUNTIME = "com.espertech.esper.runtime.client.";

    private final URLClassLoader loader;
    private final Object runtime;
    private final Object events;
    private final MethodHandle send;
    private final MethodHandle advance;
    /** Rows by statement since {@link #reset}. */
    private final Map<String, int[]> rows = new LinkedHashMap<>();

    private EsperRuntime(URLClassLoader loader, String name) throws ReflectiveOperationException {
        this.loader = loader;
        Object configuration = configuration();
        runtime = type(RUNTIME + "EPRuntimeProvider")
                .getMethod("getRuntime", String.class, configuration.getClass())
                .invoke(null, name, configuration);
        Class<?> service = type(RUNTIME + "EPEventService");
        events = call(runtime, RUNTIME + "EPRuntime", "getEventService");
        Object sender = service.getMethod("getEventSender", String.class).invoke(events, "EsperReading");
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        send = lookup.unreflect(type(CLIENT + "EventSender").getMethod("sendEvent", Object.class))
                .bindTo(sender)
                .asType(MethodType.methodType(void.class, Object.class));
        advance = lookup.unreflect(service.getMethod("advanceTime", long.class)).bindTo(events);
    }

    /** Fetches Esper into a folder, with the wrapper that built Geshao, and starts an engine with a clock of its own. */
    static EsperRuntime start(Path home, String name, Map<String, String> statements)
            throws IOException, InterruptedException, ReflectiveOperationException {
        Path jars = home.resolve("bench/target/esper");
        if (!Files.isDirectory(jars)) {
            fetch(home, jars);
        }
        List<URL> urls = new ArrayList<>();
        try (var files = Files.list(jars)) {
            for (Path jar : (Iterable<Path>) files::iterator) {
                urls.add(jar.toUri().toURL());
            }
        }
        URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), EsperRuntime.class.getClassLoader());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            EsperRuntime started = new EsperRuntime(loader, name);
            started.deploy(statements);
            return started;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void fetch(Path home, Path jars) throws IOException, InterruptedException {
        Process maven = new ProcessBuilder(
                        home.resolve("mvnw").toString(),
                        "-B",
                        "-q",
                        "-f",
                        home.resolve("bench/esper/pom.xml").toString(),
                        "dependency:copy-dependencies",
                        "-DoutputDirectory=" + jars)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(new File(jars + ".log")))
                .start();
        if (maven.waitFor() != 0) {
            throw new IOException("Esper could not be fetched, see " + jars + ".log");
        }
    }

    private Object configuration() throws ReflectiveOperationException {
        Object configuration =
                type(CLIENT + "configuration.Configuration").getConstructor().newInstance();
        Object common = configuration.getClass().getMethod("getCommon").invoke(configuration);
        common.getClass().getMethod("addEventType", Class.class).invoke(common, EsperReading.class);
        Object ofRuntime = configuration.getClass().getMethod("getRuntime").invoke(configuration);
        Object threading = ofRuntime.getClass().getMethod("getThreading").invoke(ofRuntime);
        threading.getClass().getMethod("setInternalTimerEnabled", boolean.class).invoke(threading, false);
        return configuration;
    }

    private void deploy(Map<String, String> statements) throws ReflectiveOperationException {
        StringBuilder module = new StringBuilder();
        statements.forEach((name, text) ->
                module.append("@name('").append(name).append("') ").append(text).append(";\n"));
        Class<?> argumentsType = type("com.espertech.esper.compiler.client.CompilerArguments");
        Object configuration = configuration();
        Object arguments =
                argumentsType.getConstructor(configuration.getClass()).newInstance(configuration);
        Object compiler = type("com.espertech.esper.compiler.client.EPCompilerProvider")
                .getMethod("getCompiler")
                .invoke(null);
        Object compiled = type("com.espertech.esper.compiler.client.EPCompiler")
                .getMethod("compile", String.class, argumentsType)
                .invoke(compiler, module.toString(), arguments);
        Object deployments = call(runtime, RUNTIME + "EPRuntime", "getDeploymentService");
        Object deployment = type(RUNTIME + "EPDeploymentService")
                .getMethod("deploy", type(CLIENT + "EPCompiled"))
                .invoke(deployments, compiled);
        Object[] deployed = (Object[]) call(deployment, RUNTIME + "EPDeployment", "getStatements");
        Class<?> statementType = type(RUNTIME + "EPStatement");
        Class<?> listenerType = type(RUNTIME + "UpdateListener");
        for (Object statement : deployed) {
            String name = (String) statementType.getMethod("getName").invoke(statement);
            if (name.startsWith("windows-")) {
                continue; // it feeds other statements
            }
            int[] count = rows.computeIfAbsent(name, key -> new int[1]);
            InvocationHandler counter = (proxy, method, args) -> count(proxy, method, args, count);
            Object listener = Proxy.newProxyInstance(loader, new Class<?>[] {listenerType}, counter);
            statementType.getMethod("addListener", listenerType).invoke(statement, listener);
        }
    }

    private static @Nullable Object count(Object proxy, Method method, Object[] args, int[] count) {
        return switch (method.getName()) {
            case "update" -> {
                count[0] += args[0] instanceof Object[] arrived ? arrived.length : 0;
                yield null;
            }
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == args[0];
            default -> "counter";
        };
    }

    private Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(name, true, loader);
    }

    private Object call(Object target, String type, String method) throws ReflectiveOperationException {
        return type(type).getMethod(method).invoke(target);
    }

    void advanceTo(long millis) throws Throwable {
        advance.invokeExact(millis);
    }

    void send(EsperReading reading) throws Throwable {
        send.invokeExact((Object) reading);
    }

    /** Rows by statement, in the order of the statements. */
    Map<String, Integer> rows() {
        Map<String, Integer> found = new LinkedHashMap<>();
        rows.forEach((name, count) -> found.put(name, count[0]));
        return found;
    }

    @Override
    public void close() throws IOException {
        try {
            call(runtime, RUNTIME + "EPRuntime", "destroy");
        } catch (ReflectiveOperationException e) {
            throw new IOException("Esper does not stop", e);
        } finally {
            loader.close();
        }
    }
}
