package org.tfmirror.origin.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Makes the TLS context of origin connections: the JVM's own trust and, beside it, an operator's PEM bundle. */
final class TrustedCertificates {

    private static final String KEY = "tfmirror.origin.ca-bundle";

    private TrustedCertificates() {}

    /** @throws IllegalArgumentException naming the configuration key, where the bundle cannot be used */
    static SSLContext context(Optional<Path> caBundle) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust(caBundle), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(KEY + ": cannot be used: " + e.getMessage(), e);
        }
    }

    private static TrustManager @Nullable [] trust(Optional<Path> caBundle)
            throws GeneralSecurityException, IOException {
        if (caBundle.isEmpty()) {
            return null;
        }
        KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
        all.load(null, null);
        int count = 0;
        for (X509Certificate own : defaultAuthorities()) {
            all.setCertificateEntry("jvm-" + count++, own);
        }
        for (Certificate added : read(caBundle.get())) {
            all.setCertificateEntry("bundle-" + count++, added);
        }
        return managers(all).getTrustManagers();
    }

    private static Collection<? extends Certificate> read(Path bundle) throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(bundle)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new IllegalArgumentException(KEY + ": no certificate in " + bundle);
            }
            return found;
        }
    }

    private static X509Certificate[] defaultAuthorities() throws GeneralSecurityException {
        for (TrustManager manager : managers(null).getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509.getAcceptedIssuers();
            }
        }
        return new X509Certificate[0];
    }

    private static TrustManagerFactory managers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }
}
