package org.tfmirror.bench;

/**
 * One of those that take turns.
 *
 * @param name as the table shows it
 */
record Side(String name, Measurement measurement) {

    /** One turn. */
    interface Measurement {

        /**
         * Does the work and says how well: always a rate, or always a time.
         *
         * @param round 0 for the turn that does not count, then from 1
         */
        double measure(int round) throws Exception;
    }
}
