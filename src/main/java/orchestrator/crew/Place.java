package orchestrator.crew;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;

/** Whether two addresses mean one ComfyUI, although one is said on this host and the other on a worker's. */
final class Place {

    private static final String HERE = "127.0.0.1";

    private Place() {
    }

    /**
     * The name of the engine that a worker drives: one of ours when it is that one, otherwise its address.
     *
     * @param host the address the worker calls from
     * @param own  our engines' addresses by their names
     */
    static String of(URI comfyui, String host, Map<String, URI> own) {
        String seen = seen(comfyui, host);
        return own.entrySet().stream().filter(engine -> seen(engine.getValue(), HERE).equals(seen))
                .map(Map.Entry::getKey).findFirst().orElse(seen);
    }

    // A worker may name a host that we name otherwise, so what the names stand for is compared.
    private static String seen(URI comfyui, String host) {
        String address = comfyui.getHost();
        try {
            InetAddress stands = InetAddress.getByName(address);
            InetAddress caller = InetAddress.getByName(host);
            address = !stands.isLoopbackAddress()
                    ? stands.getHostAddress()
                    : caller.isLoopbackAddress() ? HERE : caller.getHostAddress();
        } catch (UnknownHostException onlyKnownThere) {
            address = address.toLowerCase(Locale.ROOT);
        }
        int usual = "https".equals(comfyui.getScheme()) ? 443 : 80;
        String literal = address.contains(":") ? "[" + address + "]" : address;
        return comfyui.getScheme() + "://" + literal + ":" + (comfyui.getPort() < 0 ? usual : comfyui.getPort())
                + comfyui.getRawPath();
    }
}
