package orchestrator.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** Reads what people write for the address of a ComfyUI. */
public final class EngineAddress {

    private static final int LONGEST = 500;
    private static final int LAST_PORT = 65_535;

    private EngineAddress() {
    }

    /**
     * The address in one spelling: a scheme always, http where none is named, and no slash at the end. Empty when it is
     * none that a ComfyUI could be asked at, or when it holds a name and password, which would be shown to everybody.
     */
    public static Optional<URI> read(String text) {
        String stripped = text.strip();
        if (stripped.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(new URI(stripped.contains("://") ? stripped : "http://" + stripped))
                    .filter(EngineAddress::canBeAsked).map(EngineAddress::spelled);
        } catch (URISyntaxException wrong) {
            return Optional.empty();
        }
    }

    private static boolean canBeAsked(URI uri) {
        boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        boolean plain = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
        return web && plain && uri.getHost() != null && uri.getPort() != 0 && uri.getPort() <= LAST_PORT;
    }

    private static URI spelled(URI uri) {
        String place = uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        return URI.create(place.toLowerCase(Locale.ROOT) + uri.getRawPath().replaceAll("/+$", ""));
    }
}
