package org.tfmirror.admin.bundle;

import java.util.List;

/**
 * What was accepted.
 *
 * @param blocked how many packages are blocked by it
 * @param warnings whose clients fail now
 */
public record AcceptedView(int blocked, List<String> warnings) {}
