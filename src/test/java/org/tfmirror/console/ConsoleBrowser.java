package org.tfmirror.console;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.htmlunit.FormEncodingType;
import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.WebClient;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.NameValuePair;

/** A browser without script. */
final class ConsoleBrowser implements AutoCloseable {

    private final WebClient client = new WebClient();

    ConsoleBrowser() {
        client.getOptions().setJavaScriptEnabled(false);
        client.getOptions().setCssEnabled(false);
        client.getOptions().setThrowExceptionOnFailingStatusCode(false);
        client.getOptions().setUseInsecureSSL(true);
    }

    WebClient client() {
        return client;
    }

    /** What is at an address; it may be the login page. */
    <P extends Page> P open(URI address) throws IOException {
        return client.getPage(address.toURL());
    }

    /** Logs in at the page of the local issuer on the way to a page of the console. */
    HtmlPage logIn(URI base, String user, String password, String path) throws IOException {
        HtmlPage login = open(base.resolve("/console/" + path));
        HtmlForm form = login.getForms().get(0);
        form.getInputByName("username").setValue(user);
        form.getInputByName("password").setValue(password);
        return press(form, "Log in");
    }

    /** Presses the button of a form. */
    static HtmlPage press(HtmlForm form, String label) throws IOException {
        HtmlButton button = form.getFirstByXPath(".//button[normalize-space()='" + label + "']");
        return button.click();
    }

    /** Sends a form that no page gave. */
    Page post(URI address, String form) throws IOException {
        WebRequest request = new WebRequest(address.toURL(), HttpMethod.POST);
        request.setAdditionalHeader("Content-Type", "application/x-www-form-urlencoded");
        request.setRequestBody(form);
        return client.getPage(request);
    }

    /** The same, as forms with texts or files are sent. */
    Page postMultipart(URI address, String token) throws IOException {
        WebRequest request = new WebRequest(address.toURL(), HttpMethod.POST);
        request.setEncodingType(FormEncodingType.MULTIPART);
        request.setRequestParameters(List.of(new NameValuePair("form_token", token)));
        return client.getPage(request);
    }

    @Override
    public void close() {
        client.close();
    }
}
