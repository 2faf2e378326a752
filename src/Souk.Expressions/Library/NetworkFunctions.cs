namespace Souk.Expressions;

/// <summary>The network extension: IP addresses and ranges.</summary>
internal static class NetworkFunctions
{
    [Function("ip", "string -> net.IP")]
    public static CelValue Ip(string text, ref CelFault fault) => CelValue.FromOpaque(Address(text, ref fault));

    [Function("ip", "net.CIDR -> net.IP", IsMember = true)]
    public static CelValue Ip(CelValue range) => CelValue.FromOpaque(Range(range).Address);

    [Function("isIP")]
    public static bool IsIp(string text) => NetworkAddress.TryParse(text) is not null;

    [Function("isCIDR")]
    public static bool IsCidr(string text) => NetworkRange.TryParse(text) is not null;

    [Function("ip.isCanonical")]
    public static bool IsCanonical(string text, ref CelFault fault) => Address(text, ref fault).ToString() == text;

    [Function("string", "net.IP -> string")]
    [Function("string", "net.CIDR -> string")]
    public static string String(CelValue value) => value.AsOpaque.ToString()!;

    [Function("family", "net.IP -> int", IsMember = true)]
    public static long Family(CelValue address) => Address(address).IsVersion4 ? 4 : 6;

    [Function("isUnspecified", "net.IP -> bool", IsMember = true)]
    public static bool IsUnspecified(CelValue address) => !Address(address).Octets.AsSpan().ContainsAnyExcept((byte)0);

    [Function("isLoopback", "net.IP -> bool", IsMember = true)]
    public static bool IsLoopback(CelValue address)
    {
        NetworkAddress a = Address(address);
        return a.IsVersion4
            ? a.Octets[0] == 127
            : a.Octets[15] == 1 && !a.Octets.AsSpan(0, 15).ContainsAnyExcept((byte)0);
    }

    [Function("isLinkLocalUnicast", "net.IP -> bool", IsMember = true)]
    public static bool IsLinkLocalUnicast(CelValue address)
    {
        NetworkAddress a = Address(address);
        return a.IsVersion4
            ? a.Octets[0] == 169 && a.Octets[1] == 254
            : a.Octets[0] == 0xFE && (a.Octets[1] & 0xC0) == 0x80;
    }

    [Function("isLinkLocalMulticast", "net.IP -> bool", IsMember = true)]
    public static bool IsLinkLocalMulticast(CelValue address)
    {
        NetworkAddress a = Address(address);
        return a.IsVersion4
            ? a.Octets[0] == 224 && a.Octets[1] == 0 && a.Octets[2] == 0
            : a.Octets[0] == 0xFF && (a.Octets[1] & 0x0F) == 0x02;
    }

    [Function("isGlobalUnicast", "net.IP -> bool", IsMember = true)]
    public static bool IsGlobalUnicast(CelValue address)
    {
        NetworkAddress a = Address(address);
        bool isMulticast = a.IsVersion4 ? a.Octets[0] is >= 224 and < 240 : a.Octets[0] == 0xFF;
        bool isBroadcast = a.IsVersion4 && !a.Octets.AsSpan().ContainsAnyExcept((byte)255);
        return !isMulticast && !isBroadcast && !IsUnspecified(address) && !IsLoopback(address)
            && !IsLinkLocalUnicast(address);
    }

    [Function("cidr", "string -> net.CIDR")]
    public static CelValue Cidr(string text, ref CelFault fault) => CelValue.FromOpaque(Range(text, ref fault));

    [Function("containsIP", "net.CIDR, net.IP -> bool", IsMember = true)]
    public static bool ContainsIp(CelValue range, CelValue address) => Range(range).Contains(Address(address));

    [Function("containsIP", "net.CIDR, string -> bool", IsMember = true)]
    public static bool ContainsIp(CelValue range, string address, ref CelFault fault) =>
        Range(range).Contains(Address(address, ref fault));

    [Function("containsCIDR", "net.CIDR, net.CIDR -> bool", IsMember = true)]
    public static bool ContainsCidr(CelValue range, CelValue other) => Range(range).Contains(Range(other));

    [Function("containsCIDR", "net.CIDR, string -> bool", IsMember = true)]
    public static bool ContainsCidr(CelValue range, string other, ref CelFault fault) =>
        Range(range).Contains(Range(other, ref fault));

    [Function("masked", "net.CIDR -> net.CIDR", IsMember = true)]
    public static CelValue Masked(CelValue range) => CelValue.FromOpaque(Range(range).Masked);

    [Function("prefixLength", "net.CIDR -> int", IsMember = true)]
    public static long PrefixLength(CelValue range) => Range(range).PrefixLength;

    private static NetworkAddress Address(CelValue value) => (NetworkAddress)value.AsOpaque;

    private static NetworkRange Range(CelValue value) => (NetworkRange)value.AsOpaque;

    private static NetworkAddress Address(string text, ref CelFault fault)
    {
        if (NetworkAddress.TryParse(text) is NetworkAddress address)
            return address;
        fault.Raise(CelErrorCode.InvalidConversion,
            $"'{text}' to an IP address; it is written 192.0.2.1 or 2001:db8::1");
        return new NetworkAddress(System.Net.IPAddress.Any);
    }

    private static NetworkRange Range(string text, ref CelFault fault)
    {
        if (NetworkRange.TryParse(text) is NetworkRange range)
            return range;
        fault.Raise(CelErrorCode.InvalidConversion, $"'{text}' to an address range; it is written 192.0.2.0/24");
        return new NetworkRange(new NetworkAddress(System.Net.IPAddress.Any), 0);
    }
}
