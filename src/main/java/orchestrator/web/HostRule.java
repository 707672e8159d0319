package orchestrator.web;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which names we answer to. A foreign page can make its own name point at us (DNS rebinding); it cannot make the
 * browser send another name than that.
 *
 * @param names   host names in lower case, beside the loopback ones
 * @param address whether any IP address will do, since no name can be rebound to it
 */
record HostRule(Set<String> names, boolean address) {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Pattern ADDRESS = Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}|\\[[0-9a-f:.]{2,45}]");
    private static final int HTTP = 80;

    /** @param authority the Host header, or the authority of an absolute request target */
    boolean allows(String authority, int port) {
        String host = authority.toLowerCase(Locale.ROOT);
        String suffix = ":" + port;
        if (host.endsWith(suffix)) {
            host = host.substring(0, host.length() - suffix.length());
        } else if (port != HTTP) {
            return false;
        }
        return LOOPBACK.contains(host) || names.contains(host) || address && ADDRESS.matcher(host).matches();
    }
}
