package org.tfmirror.admin.bundle;

import java.util.List;

/**
 * What was accepted.
 *
 * @param accepted how many statements are in force by it, 1,000 at the most
 * @param more whether others are left that can be accepted the same way: send the request again
 * @param warnings whose clients fail now
 */
public record AcceptedView(int accepted, boolean more, List<String> warnings) {}
