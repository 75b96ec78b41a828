package org.tfmirror.admin.bundle;

import java.util.List;

/**
 * What was accepted.
 *
 * @param accepted how many statements are in force by it
 * @param warnings whose clients fail now
 */
public record AcceptedView(int accepted, List<String> warnings) {}
