namespace Souk.Features.Reading;

/// <summary>What is known of a key that features are read for.</summary>
internal enum KeyState
{
    /// <summary>There is no key: its features have no values.</summary>
    Absent,

    /// <summary>There is a key, but no state knows it: its features are those of no events.</summary>
    Unknown,

    /// <summary>The key's numbers are set.</summary>
    Known,
}
