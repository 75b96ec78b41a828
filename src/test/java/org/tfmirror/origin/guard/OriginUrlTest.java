package org.tfmirror.origin.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.origin.OriginException.AddressRefused;

/** What Go's net/url makes of a text; on the right is what it asks for then. */
class OriginUrlTest {

    private static final URI BASE = URI.create("https://h.test/v1/p/versions?page=1");

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '~',
            value = {
                "https://a.test/x.zip -> https://a.test/x.zip",
                "https://a.test/a b.zip -> https://a.test/a%20b.zip",
                "https://a.test/a|b^c{d}e\"f`g<h>i\\j -> https://a.test/a%7Cb%5Ec%7Bd%7De%22f%60g%3Ch%3Ei%5Cj",
                "https://a.test/\u00fc/\u4e2d -> https://a.test/%C3%BC/%E4%B8%AD",
                "https://a.test/a[1].zip -> https://a.test/a%5B1%5D.zip",
                "https://a.test/a%2Fb%2fc+d -> https://a.test/a%2Fb%2fc+d",
                "https://a.test/a b/c%2Fd%25 -> https://a.test/a%20b/c/d%25",
                "https://a.test/!$&'()*+,;=:@ -> https://a.test/!$&'()*+,;=:@",
                "https://a.test/x?q=a b|c\"d\u00fc -> https://a.test/x?q=a%20b%7Cc%22d%C3%BC",
                "https://a.test/x?q=100%&r=%zz&s=%41 -> https://a.test/x?q=100%25&r=%25zz&s=%41",
                "https://a.test/x?a?b=/ -> https://a.test/x?a?b=/",
                "https://a.test/x? -> https://a.test/x?",
                "https://a.test/x#frag ment%zz -> https://a.test/x",
                "https://a.test -> https://a.test",
                "https://a.test?x=1 -> https://a.test?x=1",
                "HTTPS://A.test/x -> https://A.test/x",
                "https://a.test:/x -> https://a.test:/x",
                "https://a_b.test:8443/x -> https://a_b.test:8443/x",
                "https://b\u00fccher.test/x -> https://xn--bcher-kva.test/x",
                "https://b%C3%BCcher.test/x -> https://xn--bcher-kva.test/x",
                "https://\uff11\uff12\uff17.0.0.1/x -> https://127.0.0.1/x",
                "https://127\u30020\u30020\u30021/x -> https://127.0.0.1/x",
                "https://[::1]:8443/x -> https://[::1]:8443/x",
                "https://a.test/b/../c/./d/.. -> https://a.test/c/",
                "https://a.test/../../x -> https://a.test/x",
                "https://a.test//x//y -> https://a.test//x//y",
                "file:///etc/passwd -> file:///etc/passwd",
                "mailto:a@b -> mailto:a@b",
                "//b.test/x -> https://b.test/x",
                "/x y -> https://h.test/x%20y",
                "x y -> https://h.test/v1/p/x%20y",
                "../x -> https://h.test/v1/x",
                "../../../x -> https://h.test/x",
                "./ -> https://h.test/v1/p/",
                ".. -> https://h.test/v1/",
                "?page=2 -> https://h.test/v1/p/versions?page=2",
                "? -> https://h.test/v1/p/versions?",
                "#top -> https://h.test/v1/p/versions?page=1",
                "~~ -> https://h.test/v1/p/versions?page=1"
            })
    void aTextIsReadAsGoReadsIt(String text, String asked) throws URISyntaxException {
        assertThat(OriginUrl.resolve(BASE, text)).hasToString(asked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://a.test/100%",
                "https://a.test/%zz",
                "https://a.test/%4",
                "https://a.test/a\tb",
                "https://a.test/a\nb",
                "https://a.test/a\u007fb",
                " https://a.test/x",
                ":x",
                "https://a b/x",
                "https://a.test:80a/x",
                "https://a.test:80:80/x",
                "https://a%41.test/x",
                "https://a%00.test/x",
                "https://a<b>.test/x",
                "https://[::1/x",
                "https://[a.test]/x"
            })
    void whatGoRefusesIsRefused(String text) {
        assertThatExceptionOfType(URISyntaxException.class)
                .isThrownBy(() -> OriginUrl.resolve(BASE, text))
                .satisfies(refused ->
                        assertThat(refused.getInput()).as("told to nobody").doesNotContain("secret"));
    }

    /** A header field is bytes, in UTF-8 as a rule; they are sent back as they came. */
    @Test
    void aHeaderFieldIsReadByteByByte() throws URISyntaxException {
        String utf8 = new String("/\u00fc \u4e2d".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

        assertThat(OriginUrl.resolveHeader(BASE, utf8)).hasToString("https://h.test/%C3%BC%20%E4%B8%AD");
        assertThat(OriginUrl.resolveHeader(BASE, "/\u00fc\u0085")).hasToString("https://h.test/%FC%85");
    }

    /** The guard judges the host that would be connected to, however the URL is written. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://u:secret@a.test/",
                "https://a.test\\@b.test/x",
                "https://a.test@127.0.0.1/",
                "https://a@b@a.test/",
                "https://a_b@a.test/",
                "//127.0.0.1/",
                "https:a.test/x",
                "https:/a.test/x",
                "https:///x",
                "https://\uff11\uff12\uff17.0.0.1/",
                "https://127\u30020\u30020\u30021/",
                "https://\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3/",
                "https://127.0.0.1./",
                "https://127.0.0.1../",
                "https://127.0.0.1.:443/",
                "https://127.0.0.1:/",
                "https://0x7f_1.0x7f/",
                "https://a_b.localhost/",
                "https://a_b.127.1/",
                "https://a_b.test:0/",
                "https://a_b.test:99999/",
                "https://a.test:99999999999/",
                "http://a_b.test/"
            })
    void aStrangeSpellingOpensNoWay(String text) throws URISyntaxException {
        AddressGuard guard = new AddressGuard(new AllowedHosts(Set.of()), Optional.empty());
        URI url = OriginUrl.resolve(BASE, text);

        assertThatExceptionOfType(AddressRefused.class)
                .isThrownBy(() -> guard.checkUrl(url))
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("secret"));
    }

    @Test
    void aHostLongerThanAnyNameIsNone() {
        String text = "https://" + "\u00fc".repeat(2000) + "/a";

        assertThatExceptionOfType(URISyntaxException.class).isThrownBy(() -> OriginUrl.resolve(BASE, text));
    }

    @Test
    void aNameWithAnUnderscoreIsAHost() throws URISyntaxException, AddressRefused {
        AddressGuard guard = new AddressGuard(new AllowedHosts(Set.of()), Optional.empty());
        URI url = OriginUrl.resolve(BASE, "https://my_bucket.a.test:8443/x");

        guard.checkUrl(url);

        assertThat(HostPort.of(url)).isEqualTo(new HostPort("my_bucket.a.test", 8443));
        assertThat(Shown.url(url)).isEqualTo("my_bucket.a.test:8443/x");
    }
}
