using System.Net;
using System.Text;

namespace Souk.Risk.Lists;

/// <summary>What a list entry is looked up by: its form, its length in bits or bytes, and its bytes.</summary>
internal readonly ref struct ListKey(ListKey.Form form, int length, ReadOnlySpan<byte> bytes)
{
    /// <summary>The longest value in bytes of UTF-8, as for entity ids.</summary>
    internal const int MaxBytes = 256;

    internal enum Form : byte
    {
        Exact,
        Prefix,
        Range4,
        Range6,
    }

    internal Form Kind { get; } = form;

    internal int Length { get; } = length;

    internal ReadOnlySpan<byte> Bytes { get; } = bytes;

    /// <summary>Reads an entry's value into a key; the buffer holds its bytes.</summary>
    /// <returns>Null, or what is wrong.</returns>
    internal static string? Parse(string value, byte[] buffer, out ListKey key)
    {
        key = default;
        if (value.Length == 0 || Encoding.UTF8.GetByteCount(value) > MaxBytes)
        {
            return $"an entry's value must have 1 to {MaxBytes} bytes";
        }

        int slash = value.IndexOf('/');
        if (slash > 0 && IPAddress.TryParse(value.AsSpan(0, slash), out IPAddress? address))
        {
            return Range(value, address, value.AsSpan(slash + 1), buffer, out key);
        }

        int star = value.IndexOf('*');
        if (star >= 0 && (star != value.Length - 1 || star == 0))
        {
            return $"'{value}' is no pattern; a star stands at the end, behind at least one character";
        }

        int count = Encoding.UTF8.GetBytes(star < 0 ? value : value[..star], buffer);
        key = new ListKey(star < 0 ? Form.Exact : Form.Prefix, count, buffer.AsSpan(0, count));
        return null;
    }

    /// <summary>Clears the bits of an address behind a length.</summary>
    internal static void Mask(Span<byte> address, int bits)
    {
        for (int i = 0; i < address.Length; i++)
        {
            int kept = Math.Clamp(bits - (8 * i), 0, 8);
            address[i] &= (byte)(0xFF00 >> kept);
        }
    }

    private static string? Range(
        string value, IPAddress address, ReadOnlySpan<char> length, byte[] buffer, out ListKey key)
    {
        key = default;
        address.TryWriteBytes(buffer, out int bytes);
        if (!int.TryParse(length, System.Globalization.NumberStyles.None, null, out int bits) || bits > bytes * 8)
        {
            return $"'{value}' is no IP range; the length behind the slash is 0 to {bytes * 8}";
        }

        byte[] given = buffer[..bytes];
        Mask(buffer.AsSpan(0, bytes), bits);
        if (!given.AsSpan().SequenceEqual(buffer.AsSpan(0, bytes)))
        {
            return $"'{value}' has bits behind its length; the range is {new IPAddress(buffer[..bytes])}/{bits}";
        }

        key = new ListKey(bytes == 4 ? Form.Range4 : Form.Range6, bits, buffer.AsSpan(0, bytes));
        return null;
    }
}
