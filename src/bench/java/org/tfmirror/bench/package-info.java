/**
 * The benchmarks behind {@code ./mvnw -Pbench}: compiled with the tests so that they cannot rot, run only on demand, and
 * never packaged.
 *
 * <p>A benchmark is a class that implements {@link org.tfmirror.bench.Benchmark} and stands in the list of
 * {@link org.tfmirror.bench.BenchMain}. It has a name, by which {@code -Dbench.only=queue,transfer} selects it, and
 * answers with lines of the one table:
 *
 * <pre>{@code
 * public List<Line> run(Bench bench) throws Exception {
 *     int jobs = bench.knobs().number("queue.jobs", 10_000); // -Dbench.queue.jobs=500
 *     bench.version("db-scheduler", "16.12.0");
 *     try (Stack stack = ...) {
 *         Measured measured = Rounds.alternate(bench,
 *                 new Side("ours", round -> jobs / secondsOf(ours)),
 *                 new Side("db-scheduler, lock-and-fetch", round -> jobs / secondsOf(theirs)));
 *         return List.of(measured.line("drain of 10,000 no-op jobs", "jobs/s", Goal.atLeast(1.4)));
 *     }
 * }
 * }</pre>
 *
 * <p>Rules: what is compared is measured in the same run and in turns ({@link org.tfmirror.bench.Rounds}), after
 * one turn that does not count; a line's claim is its ratio, and absolute figures are only told; what can be missing on
 * a machine makes a {@link org.tfmirror.bench.Line.NotRun}, not a failure; a goal that is missed is told, not thrown;
 * wrong results (an item that failed, a hash that differs) are thrown. Every size is a knob, and knobs that were turned
 * are part of the report. Sides that cannot be taken in turns (a limit in milliseconds) make a
 * {@link org.tfmirror.bench.Line.Row} by {@code Row.within}. The parts to stand on are those of the tests, such as
 * {@code MirrorStack}, {@code TestDatabase} and {@code PackagedApplication}.
 */
@NullMarked
package org.tfmirror.bench;

import org.jspecify.annotations.NullMarked;
