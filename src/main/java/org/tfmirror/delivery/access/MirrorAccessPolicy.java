package org.tfmirror.delivery.access;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.ProviderAddress;

/** Decides which requests are answered. Thread-safe. */
public sealed interface MirrorAccessPolicy {

    /**
     * Whether a request may read the protocol's documents.
     *
     * @param authorization the header; null without one
     */
    boolean allowsDocuments(@Nullable String authorization);

    /**
     * Whether documents for a request include packages that require a token.
     *
     * @param authorization the header; null without one
     */
    boolean allowsGuarded(@Nullable String authorization);

    /**
     * The name of the token that a client sends; empty where the token is unknown.
     *
     * @param authorization the header; null without one
     */
    Optional<String> tokenOf(@Nullable String authorization);

    /**
     * What follows the path in a file's URL: the query that opens it to whom was given the URL, or nothing.
     *
     * @param file of the provider, such as an archive's name
     * @param guarded whether it is of a package that requires a token
     */
    String queryOf(ProviderAddress provider, String file, boolean guarded);

    /** The {@code Cache-Control} of documents: caches revalidate each time. */
    String cacheControl();

    /**
     * Whether the holder of this URL may read the file. Clients send no token for files.
     *
     * @param query the URL's
     * @param guarded whether it is of a package that requires a token; false also where that is not known yet
     */
    boolean allowsFile(ProviderAddress provider, String file, SignedQuery query, boolean guarded);

    /**
     * The parameters that open a file.
     *
     * @param expires null without one
     * @param signature likewise
     */
    record SignedQuery(@Nullable String expires, @Nullable String signature) {

        /** @param parameters of the query, by name */
        public static SignedQuery of(Function<String, @Nullable String> parameters) {
            return new SignedQuery(parameters.apply(UrlSigner.EXPIRES), parameters.apply(UrlSigner.SIGNATURE));
        }
    }

    /**
     * Open to everybody, but for packages that require a token.
     *
     * @param guard opens these, where there is anybody who may read them
     */
    record Public(Optional<Token> guard) implements MirrorAccessPolicy {

        @Override
        public boolean allowsDocuments(@Nullable String authorization) {
            return true;
        }

        @Override
        public boolean allowsGuarded(@Nullable String authorization) {
            return guard.isPresent() && guard.get().allowsDocuments(authorization);
        }

        @Override
        public Optional<String> tokenOf(@Nullable String authorization) {
            return guard.flatMap(token -> token.tokenOf(authorization));
        }

        @Override
        public String queryOf(ProviderAddress provider, String file, boolean guarded) {
            return guarded && guard.isPresent() ? guard.get().queryOf(provider, file, true) : "";
        }

        @Override
        public String cacheControl() {
            return guard.isPresent() ? "private, no-cache" : "no-cache";
        }

        @Override
        public boolean allowsFile(ProviderAddress provider, String file, SignedQuery query, boolean guarded) {
            return !guarded || (guard.isPresent() && guard.get().allowsFile(provider, file, query, true));
        }
    }

    /**
     * Open to requests with a token. Clients send it for documents and never for archives, so a document's URLs of
     * archives are signed.
     */
    record Token(MirrorTokens tokens, UrlSigner signer) implements MirrorAccessPolicy {

        @Override
        public boolean allowsDocuments(@Nullable String authorization) {
            return tokens.contain(authorization);
        }

        @Override
        public boolean allowsGuarded(@Nullable String authorization) {
            return allowsDocuments(authorization);
        }

        @Override
        public Optional<String> tokenOf(@Nullable String authorization) {
            return tokens.nameOf(authorization);
        }

        @Override
        public String queryOf(ProviderAddress provider, String file, boolean guarded) {
            return signer.queryFor(pathOf(provider, file));
        }

        @Override
        public String cacheControl() {
            return "private, no-cache";
        }

        @Override
        public boolean allowsFile(ProviderAddress provider, String file, SignedQuery query, boolean guarded) {
            return signer.isValid(pathOf(provider, file), query.expires(), query.signature());
        }

        /** Signs the file's name, not the path, which a proxy in front may change. */
        private static String pathOf(ProviderAddress provider, String file) {
            return provider + "/" + file;
        }
    }
}
