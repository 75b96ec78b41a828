package org.tfmirror.delivery;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.core.ServerSerialisers;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/** Begins a transfer where its answer's body is to be written, and lets the thread go. */
@Provider
public final class TransferWriter implements ServerMessageBodyWriter<Transfer> {

    @Override
    public boolean isWriteable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return type == Transfer.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == Transfer.class;
    }

    @Override
    public void writeResponse(Transfer transfer, Type genericType, ServerRequestContext context) {
        ResteasyReactiveRequestContext request = (ResteasyReactiveRequestContext) context;
        ServerSerialisers.encodeResponseHeaders(request); // the length must be there before the first bytes
        request.serverResponse().setPreCommitListener(null); // or it would set them once more
        request.suspend();
        transfer.begin(new ResponseReceiver(request.unwrap(HttpServerRequest.class), request::resume));
    }

    @Override
    public void writeTo(
            Transfer transfer,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream body) {
        throw new UnsupportedOperationException("a transfer is sent without a thread");
    }
}
