package org.tfmirror.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Feeds a reader with variations of sound input, always the same for one seed. Only the declared exceptions may come
 * out, and no input may make it take much memory. A further parser needs a corpus and a line:
 *
 * <pre>{@code Fuzz.of("address", InvalidNameException.class).texts(Alphabet.NAMES, corpus, ProviderAddress::parse);}</pre>
 *
 * More executions, and others: {@code -Dtest.tfmirror.fuzz-executions=N -Dtest.tfmirror.fuzz-seed=N}.
 */
public final class Fuzz {

    private static final long SEED = Long.getLong("test.tfmirror.fuzz-seed", 20_250_101L);
    private static final int EXECUTIONS = Integer.getInteger("test.tfmirror.fuzz-executions", 3_000);
    private static final int SHOWN = 2_000;

    /** How much one input may make the reader, and the checks of what it read, allocate all together. */
    private static final long MOST_BYTES = 64L << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final String name;
    private final Class<? extends Exception> refusal;
    private int executions = EXECUTIONS;

    private Fuzz(String name, Class<? extends Exception> refusal) {
        this.name = name;
        this.refusal = refusal;
    }

    /** Of a reader that refuses by this exception, or one that extends it. */
    public static Fuzz of(String name, Class<? extends Exception> refusal) {
        return new Fuzz(name, refusal);
    }

    /** Only each n-th of the executions, for a reader behind a slow door. */
    public Fuzz oneIn(int n) {
        executions = Math.max(1, EXECUTIONS / n);
        return this;
    }

    /** Reads one input, and checks what came of it. */
    public interface Reader<T> {
        void read(T input) throws Exception;
    }

    /** For a test's own fuzzing: the run's random numbers. */
    public static Random random(String name) {
        return new Random(SEED ^ name.hashCode());
    }

    public static int executions() {
        return EXECUTIONS;
    }

    public void texts(List<String> corpus, List<String> words, Reader<String> reader) {
        Mutator mutator = new Mutator(random(name), latin1(words));
        List<byte[]> seeds = latin1(corpus);
        run(
                corpus.size(),
                reader,
                execution -> {
                    byte[] bytes = mutator.next(seeds);
                    // Half of them with letters from beyond ASCII where bytes are beyond it, half read as they are.
                    return new String(bytes, execution % 2 == 0 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
                },
                corpus::get);
    }

    public void bytes(List<byte[]> corpus, List<String> words, Reader<byte[]> reader) {
        Mutator mutator = new Mutator(random(name), latin1(words));
        run(corpus.size(), reader, execution -> mutator.next(corpus), corpus::get);
    }

    /** JSON whose values are mutated as values, and now and then as bytes. */
    public void json(List<String> corpus, List<String> words, Reader<byte[]> reader) {
        Random random = random(name);
        Mutator mutator = new Mutator(random, latin1(words));
        JsonMutator values = new JsonMutator(random, words);
        List<byte[]> seeds = utf8(corpus);
        run(
                corpus.size(),
                reader,
                execution -> {
                    byte[] mutated = utf8(values.next(corpus));
                    return switch (execution % 4) {
                        case 0 -> mutator.next(seeds);
                        case 1 -> mutator.next(List.of(mutated));
                        default -> mutated;
                    };
                },
                seeds::get);
    }

    private interface Inputs<T> {
        T at(int execution);
    }

    /** What is sound comes first: a corpus that the reader refuses would fuzz nothing but its first check. */
    private <T> void run(int sound, Reader<T> reader, Inputs<T> mutated, Inputs<T> corpus) {
        int refused = 0;
        for (int i = 0; i < sound; i++) {
            if (!execute(i, corpus.at(i), reader, true)) {
                throw new AssertionError("%s: refuses sound input %d: %s".formatted(name, i, shown(corpus.at(i))));
            }
        }
        for (int i = 0; i < executions; i++) {
            refused += execute(i, mutated.at(i), reader, false) ? 0 : 1;
        }
        System.out.printf(
                Locale.ROOT, "fuzz %-24s seed %d: %d executions, %d refused%n", name, SEED, executions, refused);
    }

    /** @param first whether it may be what loads the reader's classes, which is not the input's doing */
    private <T> boolean execute(int execution, T input, Reader<T> reader, boolean first) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        boolean accepted = true;
        try {
            reader.read(input);
        } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
            if (!refusal.isInstance(e)) {
                throw new AssertionError(
                        "%s, seed %d, execution %d: %s".formatted(name, SEED, execution, shown(input)), e);
            }
            accepted = false;
        }
        long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (taken > MOST_BYTES && !first) {
            throw new AssertionError("%s, seed %d, execution %d: %d bytes were allocated for %s"
                    .formatted(name, SEED, execution, taken, shown(input)));
        }
        return accepted;
    }

    private static String shown(Object input) {
        String text = input instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : escaped(input.toString());
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "… (" + text.length() + ")" : text;
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> escaped.append(c >= ' ' && c < 127 ? "" + (char) c : "\\u%04x".formatted(c)));
        return escaped.toString();
    }

    private static List<byte[]> latin1(List<String> texts) {
        return texts.stream()
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static List<byte[]> utf8(List<String> texts) {
        List<byte[]> all = new ArrayList<>();
        texts.forEach(text -> all.add(utf8(text)));
        return all;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
