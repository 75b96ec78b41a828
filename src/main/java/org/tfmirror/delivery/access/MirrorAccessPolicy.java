package org.tfmirror.delivery.access;

import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.ProviderAddress;

/** Says who may have what. Thread-safe. */
public sealed interface MirrorAccessPolicy {

    /**
     * Whether the protocol's documents are given to somebody.
     *
     * @param authorization the header; null without one
     */
    boolean allowsDocuments(@Nullable String authorization);

    /** An archive's URL, relative to the document that names it. */
    String urlOf(ProviderAddress provider, String filename);

    /** What a document says of its keeping: nowhere without asking. */
    String cacheControl();

    /**
     * Whether an archive is given to somebody who has this URL of it.
     *
     * @param expires the query's parameter; null without one
     * @param signature likewise
     */
    boolean allowsArchive(
            ProviderAddress provider, String filename, @Nullable String expires, @Nullable String signature);

    /** Open to everybody. */
    record Public() implements MirrorAccessPolicy {

        @Override
        public boolean allowsDocuments(@Nullable String authorization) {
            return true;
        }

        @Override
        public String urlOf(ProviderAddress provider, String filename) {
            return filename;
        }

        @Override
        public String cacheControl() {
            return "no-cache";
        }

        @Override
        public boolean allowsArchive(
                ProviderAddress provider, String filename, @Nullable String expires, @Nullable String signature) {
            return true;
        }
    }

    /**
     * Open to whom has a token. Clients send it for documents and never for archives, so a document's URLs of archives
     * are signed.
     */
    record Token(MirrorTokens tokens, UrlSigner signer) implements MirrorAccessPolicy {

        @Override
        public boolean allowsDocuments(@Nullable String authorization) {
            return tokens.contain(authorization);
        }

        @Override
        public String urlOf(ProviderAddress provider, String filename) {
            return filename + signer.queryFor(pathOf(provider, filename));
        }

        @Override
        public String cacheControl() {
            return "private, no-cache";
        }

        @Override
        public boolean allowsArchive(
                ProviderAddress provider, String filename, @Nullable String expires, @Nullable String signature) {
            return signer.isValid(pathOf(provider, filename), expires, signature);
        }

        /** What is signed is what is meant, whatever a proxy in front of us makes of the path. */
        private static String pathOf(ProviderAddress provider, String filename) {
            return provider + "/" + filename;
        }
    }
}
