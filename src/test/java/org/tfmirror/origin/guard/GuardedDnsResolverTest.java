package org.tfmirror.origin.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GuardedDnsResolverTest {

    private final Deque<InetAddress[]> answers = new ArrayDeque<>();

    @Test
    void returnsThePublicAddressesItChecked() throws UnknownHostException {
        resolvesTo("8.8.8.8", "2606:4700::1111");

        assertThat(resolver(Set.of()).resolve("registry.example.com", 443))
                .containsExactly(new InetSocketAddress("8.8.8.8", 443), new InetSocketAddress("2606:4700::1111", 443));
    }

    @Test
    void aNameThatResolvesDifferentlyTheSecondTimeGainsNothing() throws UnknownHostException {
        resolvesTo("8.8.8.8");
        resolvesTo("127.0.0.1");
        GuardedDnsResolver resolver = resolver(Set.of());

        assertThat(resolver.resolve("rebind.example.com", 443))
                .as("one lookup is both what is checked and what is connected to")
                .containsExactly(new InetSocketAddress("8.8.8.8", 443));
        refuses(resolver, "rebind.example.com", 443);
    }

    @Test
    void onePrivateAddressAmongPublicOnesRefusesThemAll() throws UnknownHostException {
        resolvesTo("8.8.8.8", "10.0.0.1");

        refuses(resolver(Set.of()), "mixed.example.com", 443);
    }

    @Test
    void anAllowedHostMayBePrivateOnThatPortOnly() throws UnknownHostException {
        GuardedDnsResolver resolver = resolver(Set.of("registry.corp.example:8443", "[::1]:8443"));
        resolvesTo("10.0.0.1");
        assertThat(resolver.resolve("registry.corp.example", 8443)).hasSize(1);
        resolvesTo("::1");
        assertThat(resolver.resolve("::1", 8443)).hasSize(1);

        resolvesTo("10.0.0.1");
        refuses(resolver, "registry.corp.example", 443);
    }

    @Test
    void withoutAPortNothingIsAllowedToBePrivate() throws UnknownHostException {
        resolvesTo("10.0.0.1");

        assertThatExceptionOfType(GuardedDnsResolver.NotPublicException.class)
                .isThrownBy(() -> resolver(Set.of("registry.corp.example:443")).resolve("registry.corp.example"));
    }

    @Test
    void theProxyMayBePrivate() throws UnknownHostException {
        resolvesTo("10.0.0.1");
        GuardedDnsResolver resolver = new GuardedDnsResolver(
                this::next, new AllowedHosts(Set.of()), Optional.of(new HostPort("proxy.corp.example", 3128)));

        assertThat(resolver.resolve("proxy.corp.example", 3128)).hasSize(1);
    }

    private static void refuses(GuardedDnsResolver resolver, String host, int port) {
        assertThatExceptionOfType(GuardedDnsResolver.NotPublicException.class)
                .isThrownBy(() -> resolver.resolve(host, port));
    }

    private GuardedDnsResolver resolver(Set<String> allowed) {
        return new GuardedDnsResolver(this::next, new AllowedHosts(allowed), Optional.empty());
    }

    private InetAddress[] next(String host) {
        return answers.removeFirst();
    }

    private void resolvesTo(String... literals) throws UnknownHostException {
        InetAddress[] addresses = new InetAddress[literals.length];
        for (String literal : literals) {
            addresses[List.of(literals).indexOf(literal)] = InetAddress.getByName(literal);
        }
        answers.add(addresses);
    }
}
