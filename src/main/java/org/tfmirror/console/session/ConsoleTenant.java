package org.tfmirror.console.session;

import io.quarkus.oidc.OidcRequestContext;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.OidcTenantConfigBuilder;
import io.quarkus.oidc.TenantConfigResolver;
import io.quarkus.oidc.runtime.OidcConfig;
import io.quarkus.oidc.runtime.OidcTenantConfig.ApplicationType;
import io.quarkus.oidc.runtime.OidcTenantConfig.Authentication.CookieSameSite;
import io.quarkus.oidc.runtime.OidcTenantConfig.Roles.Source;
import io.quarkus.oidc.runtime.builders.AuthenticationConfigBuilder;
import io.quarkus.oidc.runtime.builders.LogoutConfigBuilder;
import io.quarkus.oidc.runtime.builders.TokenConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The tenant of the console: people log in by the code flow with PKCE, and their tokens are kept in an encrypted cookie
 * that any replica reads. It stands at the same provider as the API's tenant, which takes bearer tokens only. A session is
 * no key to the API, whose paths never have this tenant, and a bearer token none to the console, whose paths have no other.
 */
@Singleton
class ConsoleTenant implements TenantConfigResolver {

    static final String ID = "console";

    private final OidcConfig providers;
    private final ConsoleConfig config;
    private final ConsoleSettings settings;
    private @Nullable OidcTenantConfig tenant;

    ConsoleTenant(OidcConfig providers, ConsoleConfig config, ConsoleSettings settings) {
        this.providers = providers;
        this.config = config;
        this.settings = settings;
    }

    @Override
    public Uni<OidcTenantConfig> resolve(RoutingContext request, OidcRequestContext<OidcTenantConfig> context) {
        boolean ours = settings.isEnabled() && ConsoleSettings.owns(request.normalizedPath());
        return ours ? Uni.createFrom().item(tenant()) : Uni.createFrom().nullItem();
    }

    private synchronized OidcTenantConfig tenant() {
        OidcTenantConfig made = tenant;
        if (made == null) {
            made = make();
            tenant = made;
        }
        return made;
    }

    private OidcTenantConfig make() {
        io.quarkus.oidc.runtime.OidcTenantConfig api = OidcConfig.getDefaultTenant(providers);
        String secret = new String(settings.secret(), StandardCharsets.UTF_8);
        OidcTenantConfigBuilder builder = new OidcTenantConfigBuilder(api)
                .tenantId(ID)
                .enableTenant()
                .applicationType(ApplicationType.WEB_APP)
                .clientId(config.clientId().orElseThrow());
        config.clientSecret().ifPresent(builder::credentials);
        api.roles()
                .roleClaimPath()
                .ifPresent(paths -> builder.roles()
                        .roleClaimPath(paths)
                        .source(Source.accesstoken)
                        .end());
        if (api.roles().roleClaimPath().isEmpty()) {
            builder.roles().source(Source.accesstoken).end();
        }
        return builder.token(tokens(api))
                .authentication(login(secret))
                .tokenStateManager()
                .splitTokens() // a browser drops a cookie of more than 4 kB
                .encryptionRequired()
                .encryptionSecret(secret)
                .end()
                .logout(new LogoutConfigBuilder()
                        .path(ConsoleSettings.ROOT + "/logout")
                        .postLogoutPath(ConsoleSettings.ROOT + "/signed-out")
                        .build())
                .build();
    }

    /** The audience of the API is not that of an ID token, which is the client. */
    private static io.quarkus.oidc.runtime.OidcTenantConfig.Token tokens(io.quarkus.oidc.runtime.OidcTenantConfig api) {
        TokenConfigBuilder tokens = new TokenConfigBuilder().refreshExpired();
        api.token().issuer().ifPresent(tokens::issuer);
        api.token().principalClaim().ifPresent(tokens::principalClaim);
        api.token().lifespanGrace().ifPresent(tokens::lifespanGrace);
        return tokens.build();
    }

    private io.quarkus.oidc.runtime.OidcTenantConfig.Authentication login(String secret) {
        return new AuthenticationConfigBuilder()
                .redirectPath(ConsoleSettings.ROOT + "/login")
                .restorePathAfterRedirect()
                .pkceRequired()
                .stateSecret(secret)
                .nonceRequired()
                .verifyAccessToken()
                .sessionAgeExtension(config.idleTimeout())
                // Where a session ends that the provider renews no more; without it the answer is a bare 401.
                .sessionExpiredPath(ConsoleSettings.ROOT + "/signed-out")
                .cookiePath(ConsoleSettings.ROOT)
                // Not strict: the way back from the provider's page is another site's.
                .cookieSameSite(CookieSameSite.LAX)
                // A script is told 499, not sent to a login page that it cannot show.
                .javaScriptAutoRedirect(false)
                .build();
    }
}
