package org.tfmirror.processor.ingest;

import org.tfmirror.provider.ProviderAddress;

/** A client's request may not make the provider's packages come: the policy has changed since the job was made. */
public final class NotAllowedException extends Exception {

    private static final long serialVersionUID = 1L;

    NotAllowedException(ProviderAddress provider) {
        super("%s does not come on demand; see tfmirror.on-demand.allow and tfmirror.on-demand.deny"
                .formatted(provider));
    }
}
