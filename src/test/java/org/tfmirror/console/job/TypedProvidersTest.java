package org.tfmirror.console.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tfmirror.submission.JobRequest.Wish;
import org.tfmirror.web.Violation;

class TypedProvidersTest {

    private static final String TEXT = "# mine\nhashicorp/aws ~> 6.40\n\n  hashicorp/random\nhashicorp/null = 3.2.0";

    @Test
    void aLineIsAProviderWithItsVersions() {
        assertThat(TypedProviders.read(TEXT, "linux_amd64, darwin_arm64", 3, false)
                        .request()
                        .providers())
                .containsExactly(
                        wish("hashicorp/aws", "~> 6.40", 3),
                        wish("hashicorp/random", "latest", null),
                        wish("hashicorp/null", "= 3.2.0", null));
    }

    private static Wish wish(String source, String versions, @org.jspecify.annotations.Nullable Integer newest) {
        return new Wish(source, List.of(versions), List.of("linux_amd64", "darwin_arm64"), newest, null);
    }

    @Test
    void aFaultIsToldByItsLine() {
        TypedProviders typed = TypedProviders.read(TEXT, "linux_amd64", null, false);

        assertThat(typed.inText(new Violation("providers[1].source", "odd")))
                .isEqualTo(new Violation("providers", "line 4: odd"));
        assertThat(typed.inText(new Violation("providers[0].platforms[0]", "odd")))
                .isEqualTo(new Violation("platforms", "odd"));
        assertThat(typed.inText(new Violation("providers", "name one")))
                .isEqualTo(new Violation("providers", "name one"));
    }
}
