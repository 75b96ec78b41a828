package org.tfmirror;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.tfmirror.local.Fault;
import org.tfmirror.local.SamplePackages;
import org.tfmirror.provider.PackageId;

/** What origins may do without Terraform minding: it installs from each of these, and so does the mirror. */
final class LenientOrigins {

    private LenientOrigins() {}

    /** Makes an origin odd. */
    interface Oddity {
        HostilePackage on(HostilePackage sound);
    }

    /** A line of the list. */
    record Origin(String name, Oddity oddity) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Origin> all() {
        return Stream.of(filenames(), encodings(), lists(), urls(), documents()).flatMap(each -> each);
    }

    /** Taken by Terraform, too, but it sends them as they are, and the JDK's server, which ours is, refuses that. */
    static Stream<Origin> beyondOurServer() {
        return Stream.of(
                leadingTo("a lone percent sign in the query", "x.zip?sig=100%&x=%zz"),
                leadingTo("brackets", "a[1]/x.zip"));
    }

    private static Origin of(String name, Oddity oddity) {
        return new Origin(name, oddity);
    }

    private static Stream<Origin> filenames() {
        return Stream.of(
                of("nothing odd at all", p -> p),
                of("a filename with a v", p -> p.named(p.published.archiveName().replace("_1.0.0", "_v1.0.0"))),
                of(
                        "a filename with hyphens",
                        p -> p.named(
                                "terraform-provider-" + p.published.provider().type() + "-v1.0.0-linux-amd64-bin.zip")),
                of("a filename of its own", p -> p.named("provider.zip")),
                of("a filename with signs and other scripts", p -> p.named("provider@(1.0)=größe.zip")),
                of("a filename of another type", p -> p.named("terraform-provider-fork_1.0.0_linux_amd64.zip")));
    }

    private static Stream<Origin> encodings() {
        return Stream.of(
                of("an archive in aws-chunked", p -> p.onArchive(Fault.header("Content-Encoding", "aws-chunked"))),
                of("an archive in an unknown encoding", p -> p.onArchive(Fault.header("Content-Encoding", "none"))),
                of("metadata in what they are not", p -> p.onMetadata(Fault.header("Content-Encoding", "br"))),
                of("an archive in gzip", p -> p.onArchive(Fault.gzipped())),
                of("JSON in gzip", p -> p.onMetadata(Fault.gzipped()).onVersions(Fault.gzipped())),
                of(
                        "everything in gzip",
                        p -> p.onMetadata(Fault.gzipped())
                                .onVersions(Fault.gzipped())
                                .onShasums(Fault.gzipped())
                                .onSignature(Fault.gzipped())
                                .onArchive(Fault.gzipped())));
    }

    private static Stream<Origin> lists() {
        return Stream.of(
                of(
                        "a platform that is none",
                        p -> p.onVersions(platforms("[{\"os\":\"manifest.json\",\"arch\":\"\"}]"))),
                of(
                        "a platform that is none beside another",
                        p -> p.onVersions(
                                platforms("[{\"os\":\"manifest.json\"},7,{\"os\":\"Linux\",\"arch\":\"amd64\"}]"))),
                of("platforms of another type", p -> p.onVersions(platforms("\"linux_amd64\""))),
                of("no platforms", p -> p.onVersions(platforms("null"))),
                of(
                        "a list with more after it",
                        p -> p.onVersions(Fault.rewritten(json -> json + " {\"versions\":[]}"))),
                of(
                        "a list in other letters",
                        p -> p.onVersions(Fault.rewritten(
                                json -> json.replace("versions", "Versions").replace("\"version\"", "\"VERSION\"")))));
    }

    private static Fault platforms(String json) {
        return Fault.rewritten(
                text -> text.replaceFirst("\"platforms\":\\[.*?]", "\"platforms\":" + json.replace("\\", "\\\\")));
    }

    private static Stream<Origin> urls() {
        return Stream.of(
                leadingTo("a blank", "a b/x.zip"),
                leadingTo("what is to be escaped", "a|b^c{d}e\"f<g>`h\\i/x.zip"),
                leadingTo("another script", "\u00fc/x.zip"),
                leadingTo("an escaped slash", "a%2Fb/x.zip"),
                leadingTo("dots", "a/.././b/../x.zip"),
                leadingTo("a fragment", "x.zip#top"),
                of("a redirect to a query", p -> p.onArchive(1, Fault.redirect("?again=1"))),
                of(
                        "a redirect without a scheme",
                        p -> p.onArchive(
                                1, Fault.redirect("//" + p.origin.authority() + p.archivePath() + "?again=1"))),
                of(
                        "a redirect in capitals",
                        p -> p.onArchive(
                                1, Fault.redirect("HTTPS://" + p.origin.authority() + p.archivePath() + "?again=1"))),
                of(
                        "URLs with a blank and with dots",
                        p -> odd(p, "/odd " + type(p) + "/x.zip")
                                .telling(Map.of(
                                        "download_url",
                                        HostilePackage.quoted("../../../../../../../odd " + type(p) + "/../odd "
                                                + type(p) + "/x.zip")))));
    }

    /** A redirect of the archive, from below a directory of the package's own. */
    private static Origin leadingTo(String name, String path) {
        return of("a redirect with " + name, p -> {
            String location = "/odd/" + type(p) + "/" + path;
            return odd(p, "/odd/" + type(p) + "/")
                    .onArchive(Fault.redirect(bytes("https://" + p.origin.authority() + location)));
        });
    }

    /** A header is bytes; the JDK's server sends each character as one. */
    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static HostilePackage odd(HostilePackage sound, String prefix) {
        sound.origin
                .faults()
                .always(path -> path.startsWith(prefix), Fault.found(SamplePackages.small(sound.published)));
        return sound;
    }

    private static String type(HostilePackage sound) {
        PackageId id = sound.published;
        return id.provider().type();
    }

    private static Stream<Origin> documents() {
        return Stream.of(
                of("a size of 0", p -> p.telling("packages", "{\"linux_amd64\":{\"package_size\":0}}")),
                of("packages that are a list", p -> p.telling("packages", "[]")),
                of(
                        "packages that say nothing",
                        p -> p.telling(
                                "packages",
                                "{\"linux_amd64\":{\"package_size\":\"x\",\"hashes\":[1,\"h9:x\",\"zh:0\"]}}")),
                of("metadata with more after them", p -> p.onMetadata(Fault.rewritten(json -> json + "\n<!-- -->"))),
                of(
                        "metadata in other letters",
                        p -> p.onMetadata(Fault.rewritten(json -> json.replace("\"os\"", "\"OS\"")
                                .replace("\"filename\"", "\"FileName\"")
                                .replace("\"gpg_public_keys\"", "\"GPG_Public_Keys\"")))),
                of(
                        "a field twice",
                        p -> p.onMetadata(Fault.rewritten(json -> json.replaceFirst("\\{", "{\"os\":\"plan9\",")))),
                of("metadata as a text", p -> p.onMetadata(Fault.header("Content-Type", "text/html"))));
    }
}
