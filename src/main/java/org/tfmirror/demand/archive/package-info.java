/**
 * Archives that come because a client asks for them: docs/adr/0039. Its doors are {@code ArchiveDemand}, which clients'
 * doors ask, and {@code LiveArchives}, which the processor feeds.
 *
 * <p>Not here: how an archive is fetched and verified. May import: {@code demand}, floors 0 to 2.
 */
@NullMarked
package org.tfmirror.demand.archive;

import org.jspecify.annotations.NullMarked;
