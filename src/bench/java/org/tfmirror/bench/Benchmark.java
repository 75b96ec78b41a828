package org.tfmirror.bench;

import java.util.List;

/** One benchmark. Made anew for each run; see the package's description for the rules. */
interface Benchmark {

    /** The word that selects it, such as {@code transfer}; lower-case letters. */
    String name();

    /**
     * Measures.
     *
     * @return lines of the table, in their order
     * @throws Exception where a result was wrong or a part did not work; the other benchmarks run all the same
     */
    List<Line> run(Bench bench) throws Exception;
}
