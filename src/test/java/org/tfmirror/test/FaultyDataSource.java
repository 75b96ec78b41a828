package org.tfmirror.test;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A data source whose database can be taken away, that counts the statements sent through it, and that can lose the
 * answer to a commit. Thread-safe.
 */
public final class FaultyDataSource {

    private final DataSource real;
    private final List<String> statements = new CopyOnWriteArrayList<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger answersToLose = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicReference<@Nullable String> rollBackNext = new AtomicReference<>();
    private volatile boolean down;
    private volatile Consumer<String> before = sql -> {};
    private volatile Consumer<String> after = sql -> {};

    public FaultyDataSource(DataSource real) {
        this.real = real;
    }

    /** The data source itself. */
    public DataSource dataSource() {
        return proxy(DataSource.class, (method, arguments) -> {
            if (method.getName().equals("getConnection")) {
                if (down) {
                    refused.incrementAndGet();
                    throw new SQLException("the database is away", "08001");
                }
                try {
                    return wrap((Connection) call(real, method, arguments));
                } catch (SQLException e) {
                    refused.incrementAndGet();
                    throw e;
                }
            }
            return call(real, method, arguments);
        });
    }

    /** From now on no connection can be made. */
    public void goDown() {
        down = true;
    }

    public void comeBack() {
        down = false;
    }

    /** The next commit of a transaction happens, and the connection breaks before its answer comes. */
    public void loseTheNextAnswer() {
        answersToLose.set(1);
    }

    /** The next statement fails as if the database had rolled it back, with this SQL state. */
    public void rollBackTheNext(String sqlState) {
        rollBackNext.set(sqlState);
    }

    /** How many connections are in use. */
    public int open() {
        return open.get();
    }

    /** What to do before a statement is sent, on the thread that sends it. */
    public void before(Consumer<String> statement) {
        before = statement;
    }

    /** What to do when a statement was sent and before it is answered, on the thread that sent it. */
    public void after(Consumer<String> statement) {
        after = statement;
    }

    /** All statements sent so far. */
    public List<String> statements() {
        return List.copyOf(statements);
    }

    public void forget() {
        statements.clear();
        refused.set(0);
    }

    /** How many connections could not be made. */
    public int refused() {
        return refused.get();
    }

    private Connection wrap(Connection connection) {
        open.incrementAndGet();
        return proxy(Connection.class, (method, arguments) -> {
            if (method.getName().equals("close")) {
                open.decrementAndGet();
            }
            if (method.getName().equals("prepareStatement")) {
                String sql = String.valueOf(arguments[0]);
                before.accept(sql);
                statements.add(sql);
                after.accept(sql);
                String state = rollBackNext.getAndSet(null);
                if (state != null) {
                    throw new SQLException("rolled back for another's sake", state);
                }
            }
            Object answer = call(connection, method, arguments);
            if (method.getName().equals("commit") && answersToLose.getAndSet(0) == 1) {
                throw new SQLException("the connection broke", "08006");
            }
            return answer;
        });
    }

    private interface Handler {
        Object handle(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Handler handler) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> handler.handle(method, arguments == null ? new Object[0] : arguments)));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
