package org.tfmirror.versions;

import org.tfmirror.policy.Hold;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** A version does not come because the policy holds it. */
public final class VersionHeldException extends Exception {

    private static final long serialVersionUID = 1L;

    public VersionHeldException(ProviderAddress provider, ProviderVersion version, Hold hold) {
        super("%s %s %s; waive the hold, or submit the job with \"waive\" and a reason"
                .formatted(provider, version, hold.reason()));
    }
}
