package org.tfmirror.verify.zip;

import org.tfmirror.provider.SafeText;
import org.tfmirror.verify.VerificationException.ArchiveInvalid;

/** How a content is packed; others are refused, as Terraform cannot unpack them either. */
enum ZipMethod {
    STORED,
    DEFLATED;

    static ZipMethod of(int number, byte[] name) throws ArchiveInvalid {
        return switch (number) {
            case 0 -> STORED;
            case 8 -> DEFLATED;
            default ->
                throw new ArchiveInvalid(
                        "compression of " + SafeText.quoted(name), "stored or deflated", "method " + number);
        };
    }
}
