package org.tfmirror.test;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.tfmirror.local.CertificateAuthority;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Sha256;

/** A network mirror of documents written by hand, whose archives are elsewhere. */
public final class HandWrittenMirror implements AutoCloseable {

    private final HttpsServer server;
    private final Map<String, String> documents = new ConcurrentHashMap<>();

    private HandWrittenMirror(HttpsServer server) {
        this.server = server;
    }

    /** Starts one for {@code localhost}. */
    public static HandWrittenMirror start(CertificateAuthority authority) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(authority.serverContext(authority.issue("localhost", "127.0.0.1"))));
        HandWrittenMirror mirror = new HandWrittenMirror(server);
        server.createContext("/", mirror::answer);
        server.start();
        return mirror;
    }

    /** Lists one package, whose archive is to be fetched from there. */
    public void list(PackageId id, URI archive, byte[] bytes) {
        String base = "/" + id.provider() + "/";
        documents.put(base + "index.json", "{\"versions\":{\"%s\":{}}}".formatted(id.version()));
        documents.put(
                base + id.version() + ".json",
                "{\"archives\":{\"%s\":{\"url\":\"%s\",\"hashes\":[\"zh:%s\"]}}}"
                        .formatted(id.platform(), archive, Sha256.hexOf(bytes)));
    }

    /** Where it is, with a slash at the end. */
    public String url() {
        return "https://localhost:" + server.getAddress().getPort() + "/";
    }

    private void answer(HttpExchange exchange) throws IOException {
        String document = documents.get(exchange.getRequestURI().getPath());
        byte[] body = (document == null ? "{}" : document).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(document == null ? 404 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
