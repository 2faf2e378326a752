using System.Net;
using System.Net.Sockets;

namespace Souk.Expressions;

/// <summary>An IP address as a value. An IPv4 address written as IPv6 is the IPv4 address.</summary>
internal sealed class NetworkAddress(IPAddress address) : CelOpaque
{
    public static readonly CelType AddressType = CelType.Abstract("net.IP");

    private readonly byte[] _octets = address.GetAddressBytes();

    public override CelType Type => AddressType;

    public byte[] Octets => _octets;

    public bool IsVersion4 => address.AddressFamily == AddressFamily.InterNetwork;

    public static NetworkAddress? TryParse(string text)
    {
        // A zone is refused, and so is the dotted form of an IPv4 address in IPv6, which reads two ways.
        bool isVersion6 = text.Contains(':', StringComparison.Ordinal);
        if (text.AsSpan().ContainsAny('%', '[', '/') || (isVersion6 && text.Contains('.', StringComparison.Ordinal))
            || (!isVersion6 && !IsDottedQuad(text)) || !IPAddress.TryParse(text, out IPAddress? parsed))
            return null;
        return new NetworkAddress(parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed);
    }

    public override bool ValueEquals(CelOpaque other) =>
        other is NetworkAddress that && _octets.AsSpan().SequenceEqual(that._octets);

    public override int ValueHash() => address.GetHashCode();

    public override string ToString() => address.ToString();

    private static bool IsDottedQuad(string text)
    {
        string[] parts = text.Split('.');
        return parts.Length == 4 && parts.All(p => p.Length is >= 1 and <= 3 && p.All(char.IsAsciiDigit)
            && (p.Length == 1 || p[0] != '0'));
    }
}
