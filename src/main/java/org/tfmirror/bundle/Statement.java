package org.tfmirror.bundle;

import java.util.Objects;
import org.tfmirror.provider.PackageId;

/**
 * The source's operators have blocked a package. It blocks nothing here before an operator accepts it.
 *
 * @param reason theirs, any text of up to 1,000 characters
 */
public record Statement(PackageId id, String reason) {

    public Statement {
        Objects.requireNonNull(id);
        if (reason.length() > 1000) {
            throw new IllegalArgumentException("reason is longer than 1,000 characters");
        }
    }
}
