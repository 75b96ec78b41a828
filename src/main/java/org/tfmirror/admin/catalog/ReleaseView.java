package org.tfmirror.admin.catalog;

import java.util.List;

/**
 * A version of a provider as the API shows it.
 *
 * @param source {@code hostname/namespace/type}
 * @param listed whether it is in index.json
 * @param platforms that it is served for
 * @param warnings whose clients fail for it
 */
public record ReleaseView(
        String source, String version, boolean listed, List<String> platforms, List<String> warnings) {}
