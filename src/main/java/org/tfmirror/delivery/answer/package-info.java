/**
 * How Terraform's doors answer: documents, errors, and the count of requests.
 *
 * <p>Not here: the content of a protocol's documents. May import: the rest of {@code delivery}, and what it may import.
 */
@NullMarked
package org.tfmirror.delivery.answer;

import org.jspecify.annotations.NullMarked;
