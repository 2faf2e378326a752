namespace Souk.Expressions;

/// <summary>Base64, in the standard alphabet; padding may be missing when decoding.</summary>
internal static class EncoderFunctions
{
    [Function("base64.encode")]
    public static string Encode(byte[] octets) => Convert.ToBase64String(octets);

    [Function("base64.decode")]
    public static byte[] Decode(string text, ref CelFault fault)
    {
        string padded = text.PadRight(text.Length + ((4 - (text.Length % 4)) % 4), '=');
        byte[] octets = new byte[padded.Length];
        if (Convert.TryFromBase64String(padded, octets, out int count))
            return octets[..count];
        fault.Raise(CelErrorCode.InvalidConversion, "the text is not base64");
        return [];
    }
}
