package org.tfmirror.provider;

/** What a job asks for: a package, or a constraint that selects packages. */
public sealed interface ItemSpec permits PackageId, ConstraintRequest {

    /** Whose packages they are. */
    ProviderAddress provider();

    /** The version, or the text that selects versions. */
    String versionText();

    /** The platform, or all of them, joined by a comma and a blank. */
    String platformText();
}
