package org.tfmirror.local;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** Stands for the packaged application: takes its configuration and answers as {@link StubAdminApi} does. */
public final class StubApplication {

    private StubApplication() {}

    /** A program that starts a stub: it takes system properties as a native executable does. */
    static Path program(Path folder) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return script(
                folder, "exec '%s' \"$@\" -cp '%s' %s".formatted(java, classPath(), StubApplication.class.getName()));
    }

    static Path script(Path folder, String line) throws IOException {
        Path program = Files.writeString(folder.resolve("program"), "#!/bin/sh\n" + line + "\n");
        if (!program.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + program + " executable");
        }
        return program;
    }

    private static String classPath() {
        return System.getProperty("java.class.path")
                .replace(File.pathSeparator + File.pathSeparator, File.pathSeparator);
    }

    public static void main(String[] arguments) throws Exception {
        for (String secret : List.of(
                "QUARKUS_DATASOURCE_PASSWORD",
                "QUARKUS_S3_AWS_CREDENTIALS_STATIC_PROVIDER_ACCESS_KEY_ID",
                "QUARKUS_S3_AWS_CREDENTIALS_STATIC_PROVIDER_SECRET_ACCESS_KEY")) {
            System.out.println(secret + " has " + System.getenv(secret).length() + " characters");
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("stub application ends")));
        int port = Integer.getInteger("quarkus.http.ssl-port");
        HttpsServer server = HttpsServer.create(new InetSocketAddress(LoopbackPort.address(), port), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(CertificateAuthority.create().serverContext(certificate())));
        server.createContext("/", new StubAdminApi());
        server.start();
    }

    private static IssuedCertificate certificate() throws Exception {
        byte[] certificates = Files.readAllBytes(Path.of(System.getProperty("quarkus.tls.key-store.pem.0.cert")));
        String key = Files.readString(Path.of(System.getProperty("quarkus.tls.key-store.pem.0.key")));
        List<X509Certificate> chain =
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(certificates))
                        .stream()
                        .map(X509Certificate.class::cast)
                        .toList();
        return new IssuedCertificate(
                chain,
                KeyFactory.getInstance("EC")
                        .generatePrivate(new PKCS8EncodedKeySpec(Pem.decode(Pem.PRIVATE_KEY, key))));
    }
}
