using System.Globalization;
using System.Net;

namespace Souk.Expressions;

/// <summary>
/// A range of IP addresses in CIDR notation. Keeps the address as written; <see cref="Masked"/> cuts it.
/// </summary>
internal sealed class NetworkRange(NetworkAddress address, int prefixLength) : CelOpaque
{
    public static readonly CelType RangeType = CelType.Abstract("net.CIDR");

    public override CelType Type => RangeType;

    public NetworkAddress Address => address;

    public int PrefixLength => prefixLength;

    public NetworkRange Masked
    {
        get
        {
            byte[] octets = [.. address.Octets];
            for (int i = 0; i < octets.Length; i++)
                octets[i] &= MaskOf(i);
            return new NetworkRange(new NetworkAddress(new IPAddress(octets)), prefixLength);
        }
    }

    public static NetworkRange? TryParse(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || NetworkAddress.TryParse(text[..slash]) is not NetworkAddress address
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int prefix)
            || prefix > address.Octets.Length * 8)
            return null;
        return new NetworkRange(address, prefix);
    }

    public bool Contains(NetworkAddress other)
    {
        if (other.Octets.Length != address.Octets.Length)
            return false;
        for (int i = 0; i < other.Octets.Length; i++)
            if (((other.Octets[i] ^ address.Octets[i]) & MaskOf(i)) != 0)
                return false;
        return true;
    }

    public bool Contains(NetworkRange other) => other.PrefixLength >= prefixLength && Contains(other.Address);

    public override bool ValueEquals(CelOpaque other) =>
        other is NetworkRange that && prefixLength == that.PrefixLength && address.ValueEquals(that.Address);

    public override int ValueHash() => HashCode.Combine(address.ValueHash(), prefixLength);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{address}/{prefixLength}");

    private byte MaskOf(int octet) => (byte)(0xFF00 >> Math.Clamp(prefixLength - (octet * 8), 0, 8));
}
