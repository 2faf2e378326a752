using Souk.Learning.Numerics;

namespace Souk.Learning.Deep;

/// <summary>How <see cref="FieldEncoder"/> turns columns and lists into fields.</summary>
public sealed record FieldEncoderOptions
{
    /// <summary>A category or list item that stands less often in the training rows counts as unknown, so that the
    /// unknown's vector is learned too; 1 or more; default 2. Not used with hashing.</summary>
    public int MinimumCount { get; init; } = 2;

    /// <summary>0 (default) gives each known category an index of its own; 1 to 28 hashes the categories of each column
    /// and list into 2 to this power of indices, which knows no unknowns.</summary>
    public int HashBits { get; init; }

    /// <summary>Of longer lists the newest (last) items count; 1 to 10,000; default 50.</summary>
    public int MaxListLength { get; init; } = 50;

    /// <summary>Places in a list after which an item weighs half, counted from the newest (last); 0 (default) weighs
    /// all items alike. The weights of a list add up to 1.</summary>
    public double ListHalfLife { get; init; }

    internal void Validate()
    {
        OptionCheck.AtLeastOne(MinimumCount, nameof(MinimumCount));
        OptionCheck.Require(HashBits is >= 0 and <= 28, nameof(HashBits), HashBits, "0 to 28");
        OptionCheck.Require(
            MaxListLength is >= 1 and <= 10_000, nameof(MaxListLength), MaxListLength, "1 to 10,000");
        OptionCheck.NotNegative(ListHalfLife, nameof(ListHalfLife));
    }
}
