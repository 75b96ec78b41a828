package org.tfmirror.bench;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;

/** Counts the statements and commits that go through it, and how long the caller waits for them. Thread-safe. */
final class CountedDataSource {

    private final DataSource real;
    private final LongAdder statements = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    CountedDataSource(DataSource real) {
        this.real = real;
    }

    DataSource dataSource() {
        return proxy(DataSource.class, real, 0);
    }

    /** Executed so far; a batch counts as one, and statements that are sent together as so many. */
    long statements() {
        return statements.sum();
    }

    /** Waited for the database so far, by all threads together. */
    double millis() {
        return nanos.sum() / 1e6;
    }

    /** @param weight how many statements an execution is */
    private <T> T proxy(Class<T> type, Object target, int weight) {
        InvocationHandler handler = (self, method, arguments) -> {
            boolean statement = method.getName().startsWith("execute");
            boolean waits = statement || method.getName().equals("commit");
            long start = System.nanoTime();
            Object answer = call(target, method, arguments);
            if (waits) {
                nanos.add(System.nanoTime() - start);
            }
            if (statement) {
                statements.add(weight);
            }
            if (method.getName().equals("unwrap")) {
                return answer;
            }
            if (answer instanceof Connection connection) {
                return proxy(Connection.class, connection, 0);
            }
            if (answer instanceof PreparedStatement prepared) {
                return proxy(PreparedStatement.class, prepared, statementsIn(String.valueOf(arguments[0])));
            }
            return answer instanceof Statement plain ? proxy(Statement.class, plain, 1) : answer;
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static int statementsIn(String sql) {
        return sql.split(";").length;
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
