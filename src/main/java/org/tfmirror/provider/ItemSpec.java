package org.tfmirror.provider;

/** What is asked of the mirror: one package, or those that a registry's list of versions will tell. */
public sealed interface ItemSpec permits PackageId, ConstraintRequest {

    /** Whose packages they are. */
    ProviderAddress provider();

    /** The version, or the text that selects versions. */
    String versionText();

    /** The platform, or all of them, joined by a comma and a blank. */
    String platformText();
}
