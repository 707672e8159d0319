package orchestrator.web;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;
import java.util.Set;

import static java.util.Comparator.comparing;

/** Under which name another machine finds this one. */
final class OwnAddress {

    private static final Set<String> ANY = Set.of("0.0.0.0", "::", "[::]");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private OwnAddress() {
    }

    /**
     * The best guess: what the asking browser itself used, unless it is on this machine; else what we listen at; else
     * an address of a network here, best of one at home.
     *
     * @param asked host of the request, without the port
     * @param bound address we listen at
     */
    static String of(String asked, String bound) {
        if (!LOOPBACK.contains(asked)) {
            return asked;
        }
        if (!ANY.contains(bound)) {
            return bound.contains(":") && !bound.startsWith("[") ? "[" + bound + "]" : bound;
        }
        return network().orElse(asked);
    }

    private static Optional<String> network() {
        try {
            return NetworkInterface.networkInterfaces().filter(OwnAddress::isUp).flatMap(
                    NetworkInterface::inetAddresses).filter(Inet4Address.class::isInstance).filter(
                            address -> !address.isLinkLocalAddress())
                    .min(comparing(address -> !address
                            .isSiteLocalAddress()))
                    .map(InetAddress::getHostAddress);
        } catch (SocketException unknown) {
            return Optional.empty();
        }
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp() && !network.isLoopback();
        } catch (SocketException unknown) {
            return false;
        }
    }
}
