package org.tfmirror.origin.guard;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Looks up the addresses of a name; literal addresses are their own answer. */
public interface NameResolver {

    InetAddress[] resolve(String host) throws UnknownHostException;
}
