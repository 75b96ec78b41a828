package org.tfmirror.local;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The code flow of {@link TokenIssuer}, with PKCE (RFC 7636): a login page, codes that are good once, refresh tokens, and
 * logout. Whom it may send back to is on this machine, whatever its port; any client may ask. Thread-safe.
 */
final class LoginEndpoints {

    private static final int MAX_OPEN = 1_000;

    private static final String PAGE = """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Log in</title></head><body><main><h1>TF Mirror, local run</h1>%s<form method="post" action="/authorize">%s
            <p><label>User <input name="username" value="%s" autocomplete="username"></label></p>
            <p><label>Password <input name="password" type="password" autocomplete="current-password" autofocus></label></p>
            <p><button id="log-in">Log in</button></p></form></main></body></html>
            """;
    private static final List<String> KEPT = List.of(
            "client_id",
            "redirect_uri",
            "response_type",
            "scope",
            "state",
            "nonce",
            "code_challenge",
            "code_challenge_method");

    private final TokenIssuer issuer;
    private final BiPredicate<String, String> passwords;
    private final Map<String, Login> codes = bounded();
    private final Map<String, Login> refreshTokens = bounded();

    /** @param passwords whether a user has a password */
    LoginEndpoints(TokenIssuer issuer, BiPredicate<String, String> passwords) {
        this.issuer = issuer;
        this.passwords = passwords;
    }

    /** What is sent: a page, or where to go. */
    record Reply(int status, String body, @Nullable String location) {

        static Reply page(int status, String html) {
            return new Reply(status, html, null);
        }

        static Reply to(String location) {
            return new Reply(302, "", location);
        }
    }

    private record Login(String user, String client, String redirect, String nonce, String challenge, String session) {}

    /** The oldest is forgotten. */
    private static Map<String, Login> bounded() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Login> eldest) {
                return size() > MAX_OPEN;
            }
        };
    }

    Reply ask(Map<String, String> query) {
        return isRefused(query) ? Reply.page(400, "not a request that is answered here") : form(200, query, "");
    }

    Reply answer(Map<String, String> form) {
        if (isRefused(form)) {
            return Reply.page(400, "not a request that is answered here");
        }
        String user = form.getOrDefault("username", "");
        if (!passwords.test(user, form.getOrDefault("password", ""))) {
            return form(401, form, "<p role=\"alert\">wrong user name or password</p>");
        }
        String code = UUID.randomUUID().toString();
        Login login = new Login(
                user,
                form.getOrDefault("client_id", ""),
                form.getOrDefault("redirect_uri", ""),
                form.getOrDefault("nonce", ""),
                form.getOrDefault("code_challenge", ""),
                UUID.randomUUID().toString());
        synchronized (this) {
            codes.put(code, login);
        }
        return Reply.to(login.redirect() + "?code=" + code + "&state=" + encode(form.getOrDefault("state", "")));
    }

    private static boolean isRefused(Map<String, String> request) {
        return !"code".equals(request.get("response_type"))
                || !"S256".equals(request.get("code_challenge_method"))
                || !isHere(request.getOrDefault("redirect_uri", ""));
    }

    private static boolean isHere(String address) {
        try {
            URI uri = URI.create(address);
            return uri.getHost() != null && Set.of("localhost", "127.0.0.1").contains(uri.getHost());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Reply form(int status, Map<String, String> request, String fault) {
        List<String> hidden = new ArrayList<>();
        for (String each : KEPT) {
            hidden.add("<input type=\"hidden\" name=\"%s\" value=\"%s\">"
                    .formatted(each, escape(request.getOrDefault(each, ""))));
        }
        String user = escape(request.getOrDefault("username", "admin"));
        return Reply.page(status, PAGE.formatted(fault, String.join("", hidden), user));
    }

    /** Empty where the code is none, or was used. */
    Optional<Map<String, Object>> redeem(Map<String, String> form) {
        Login login;
        synchronized (this) {
            login = codes.remove(form.getOrDefault("code", ""));
        }
        return login != null
                        && login.redirect().equals(form.get("redirect_uri"))
                        && login.challenge().equals(challenge(form.getOrDefault("code_verifier", "")))
                ? Optional.of(tokens(login))
                : Optional.empty();
    }

    /** The token stays good, so that two replicas may use it at once. */
    Optional<Map<String, Object>> refresh(Map<String, String> form) {
        Login login;
        synchronized (this) {
            login = refreshTokens.get(form.getOrDefault("refresh_token", ""));
        }
        return login == null ? Optional.empty() : Optional.of(tokens(login));
    }

    Reply logout(Map<String, String> query) {
        String back = query.getOrDefault("post_logout_redirect_uri", "");
        return isHere(back)
                ? Reply.to(back + "?state=" + encode(query.getOrDefault("state", "")))
                : Reply.page(200, "logged out");
    }

    private Map<String, Object> tokens(Login login) {
        String refresh = UUID.randomUUID().toString();
        synchronized (this) {
            refreshTokens.put(refresh, login);
        }
        Map<String, Object> tokens = new LinkedHashMap<>();
        tokens.put("access_token", issuer.tokenOf(login.user()));
        tokens.put("id_token", issuer.idToken(login.user(), login.client(), login.nonce(), login.session()));
        tokens.put("refresh_token", refresh);
        tokens.put("token_type", "Bearer");
        tokens.put("expires_in", TokenIssuer.LIFETIME.toSeconds());
        return tokens;
    }

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
