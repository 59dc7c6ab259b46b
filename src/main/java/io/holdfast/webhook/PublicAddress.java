package io.holdfast.webhook;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Which addresses lie in the internet, and not in this machine, its networks, its cloud or nowhere
 * (the registries of special-purpose addresses, RFC 6890). Stateless.
 */
final class PublicAddress {

  private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};

  private PublicAddress() {}

  static boolean is(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    var bytes = address.getAddress();
    // One of IPv4 that is written as one of IPv6 has become one of IPv4 in Java.
    return address instanceof Inet6Address ? isPublic6(bytes) : isPublic4(bytes);
  }

  private static boolean isPublic4(byte[] bytes) {
    var first = bytes[0] & 0xff;
    var second = bytes[1] & 0xff;
    return switch (first) {
      case 0 -> false; // this network
      case 100 -> second < 64 || second > 127; // 100.64/10, behind a carrier's NAT
      case 192 -> second != 0 || bytes[2] != 0; // 192.0.0/24, protocols
      case 198 -> second != 18 && second != 19; // 198.18/15, benchmarks
      default -> first < 240; // 240/4, reserved, and broadcast
    };
  }

  private static boolean isPublic6(byte[] bytes) {
    if (Arrays.equals(bytes, 0, NAT64.length, NAT64, 0, NAT64.length)) {
      return isEmbeddedPublic(bytes, NAT64.length);
    }
    var first = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
    if (first == 0x2002) {
      return isEmbeddedPublic(bytes, 2); // 6to4
    }
    // Teredo hides where it leads to. Of the rest only 2000::/3 is given to anybody.
    var teredo = first == 0x2001 && bytes[2] == 0 && bytes[3] == 0;
    return !teredo && first >> 13 == 1;
  }

  private static boolean isEmbeddedPublic(byte[] bytes, int from) {
    try {
      return is(InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4)));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
