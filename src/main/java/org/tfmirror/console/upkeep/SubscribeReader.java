package org.tfmirror.console.upkeep;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.List;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.console.job.TypedProviders;
import org.tfmirror.console.page.Address;
import org.tfmirror.submission.SubscriptionFileParser;
import org.tfmirror.submission.SubscriptionParser;
import org.tfmirror.submission.SubscriptionRequest;
import org.tfmirror.subscription.SubscriptionName;
import org.tfmirror.subscription.SubscriptionSpec;
import org.tfmirror.subscription.SubscriptionTable;
import org.tfmirror.web.InvalidRequestException;

/** Reads subscriptions for their form: one that exists, or those that a person enters. */
@ApplicationScoped
class SubscribeReader {

    private final SubscriptionTable table;
    private final SubscriptionParser parser;
    private final SubscriptionFileParser files;

    SubscribeReader(SubscriptionTable table, SubscriptionParser parser, SubscriptionFileParser files) {
        this.table = table;
        this.parser = parser;
        this.files = files;
    }

    /** @throws CommandRefusedException where there is no such subscription */
    @Transactional
    SubscriptionSpec find(SubscriptionName name) throws SQLException {
        return table.find(name)
                .orElseThrow(() -> CommandRefusedException.unknownSubscription(name))
                .spec();
    }

    /** @throws InvalidRequestException naming the fields that are wrong */
    SubscriptionSpec fields(SubscribeForm.Fields fields) {
        TypedProviders typed = TypedProviders.read(
                fields.providers(), fields.platforms(), TypedProviders.limit(fields.newest()), false);
        SubscriptionRequest request = new SubscriptionRequest(
                typed.request().providers(),
                Address.given(fields.every()),
                Address.given(fields.cron()),
                Address.given(fields.timeZone()),
                null);
        try {
            return parser.parse(fields.name().strip(), request);
        } catch (InvalidRequestException e) {
            throw new InvalidRequestException(
                    e.violations().stream().map(typed::inText).distinct().toList());
        }
    }

    /** @throws InvalidRequestException naming the lines that are wrong */
    List<SubscriptionSpec> text(String text) {
        List<SubscriptionSpec> specs = files.parse(text).specs();
        if (specs.isEmpty()) {
            throw new InvalidRequestException("text", "write at least one block: subscription \"core\" { … }");
        }
        return specs;
    }
}
