package org.tfmirror.console.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.submission.FileParsers;
import org.tfmirror.subscription.SubscriptionSpec;

class SubscriptionTextTest {

    private static final String AWS =
            "provider \"hashicorp/aws\" { versions = [\"~> 6.0\"] platforms = [\"linux_amd64\", \"darwin_arm64\"] newest = 3 }";
    private static final String GOOGLE =
            "provider \"x.test/acme/google\" { versions = [\">= 5.0, < 7.0\", \"latest\"] platforms = [\"linux_amd64\"]"
                    + " newest_per_minor = 1 }";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "subscription \"core\" { every = \"90m\" " + AWS + " }",
                "subscription \"core\" { cron = \"0 3 * * MON-FRI\" time_zone = \"Europe/Berlin\" " + AWS + " " + GOOGLE
                        + " }"
            })
    void whatIsWrittenIsReadAsTheSame(String text) {
        SubscriptionSpec spec = parse(text);

        assertThat(parse(SubscriptionText.of(spec))).isEqualTo(spec);
    }

    @Test
    void fieldsAreFilledWhereTheyCanSayIt() {
        SubscribeForm form = SubscribeForm.of(parse("subscription \"core\" { every = \"6h\" " + AWS + " }"));

        assertThat(form.fitsFields()).isTrue();
        assertThat(form.fields())
                .isEqualTo(new SubscribeForm.Fields(
                        "core",
                        "6h",
                        "",
                        "",
                        "registry.terraform.io/hashicorp/aws ~> 6.0",
                        "linux_amd64, darwin_arm64",
                        "3"));
    }

    @Test
    void whatFieldsCannotSayIsLeftToTheText() {
        for (String providers : List.of(GOOGLE, AWS + " " + GOOGLE)) {
            SubscribeForm form = SubscribeForm.of(parse("subscription \"core\" { every = \"6h\" " + providers + " }"));

            assertThat(form.fitsFields()).isFalse();
        }
    }

    private static SubscriptionSpec parse(String text) {
        return FileParsers.subscriptions().parse(text).specs().get(0);
    }
}
