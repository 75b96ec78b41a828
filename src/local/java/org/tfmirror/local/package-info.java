/**
 * The local parts: an embedded PostgreSQL, an S3 store, a certificate authority, a token issuer and a sample registry.
 * The tests and {@code ./mvnw -Plocal} use them; none is in the production artefact.
 */
@NullMarked
package org.tfmirror.local;

import org.jspecify.annotations.NullMarked;
