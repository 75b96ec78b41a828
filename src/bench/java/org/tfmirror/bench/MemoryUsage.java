package org.tfmirror.bench;

import java.io.IOException;

/**
 * The peaks of a process's memory, in MB.
 *
 * @param live of the heap, after a collection
 * @param used of the heap, before a collection
 * @param resident of the process; 0 where the kernel does not tell
 */
record MemoryUsage(double live, double used, double resident) {

    static MemoryUsage of(MirrorUnderTest mirror) throws IOException {
        return new MemoryUsage(mirror.heap().peakLive(), mirror.heap().peakUsed(), mirror.peakResident());
    }
}
