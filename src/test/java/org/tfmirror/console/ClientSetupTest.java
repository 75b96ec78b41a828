package org.tfmirror.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tfmirror.console.ClientSetup.Span;
import org.tfmirror.guide.Part;
import org.tfmirror.guide.Part.Kind;

class ClientSetupTest {

    @Test
    void eachHeadingBeginsAWayWithItsLines() {
        ClientSetup setup = ClientSetup.of(List.of(
                new Part(Kind.TITLE, "Install"),
                new Part(Kind.PARAGRAPH, "Write one of the two"),
                new Part(Kind.HEADING, "1. As a registry"),
                new Part(Kind.PARAGRAPH, "for `terraform providers lock`"),
                new Part(Kind.CODE, "host \"x\" {\n}\n"),
                new Part(Kind.HEADING, "2. As a network mirror")));

        assertThat(setup.intro()).hasSize(1);
        assertThat(setup.ways())
                .extracting(ClientSetup.Way::heading)
                .containsExactly("1. As a registry", "2. As a network mirror");
        assertThat(setup.ways().get(0).paragraphs().get(0).words())
                .containsExactly(new Span("for ", false), new Span("terraform providers lock", true));
        assertThat(setup.ways().get(0).paragraphs().get(1).lines()).isEqualTo("host \"x\" {\n}");
    }
}
