using Souk.Learning.Persistence;

namespace Souk.Learning.Text;

/// <summary>Settings of <see cref="TextFeatures"/>.</summary>
public sealed record TextFeaturesOptions
{
    internal const int MaximumWordNgrams = 5;
    private const int MaximumCharacterNgrams = 8;

    /// <summary>Word sequences of 1 up to this many words become features, 1 to 5. Default 2.</summary>
    public int WordNgrams { get; init; } = 2;

    /// <summary>The shortest character sequence within a word (its edges count as characters), from 1. Default 3; only
    /// used if <see cref="CharacterNgramsTo"/> is not 0.</summary>
    public int CharacterNgramsFrom { get; init; } = 3;

    /// <summary>The longest character sequence within a word, up to 8, or 0 for none (the default). They help with
    /// short, noisy texts: titles, part numbers, misspellings.</summary>
    public int CharacterNgramsTo { get; init; }

    /// <summary>Hashes are cut to this many bits, 10 to 24. Default 20 (a million places, 4 MB); two n-grams that fall
    /// into one place count as one.</summary>
    public int HashBits { get; init; } = 20;

    /// <summary>A feature must occur in this many training texts, from 1. Default 1.</summary>
    public int MinimumTexts { get; init; } = 1;

    /// <summary>Whether a count c weighs 1 + ln c rather than c. Default true.</summary>
    public bool LogarithmicCounts { get; init; } = true;

    /// <summary>Whether features weigh by 1 + ln((1 + texts) / (1 + texts that have it)). Default true.</summary>
    public bool InverseTextFrequency { get; init; } = true;

    /// <summary>Whether every text's weights are scaled to length 1. Default true.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>The number of threads of the fit, 0 for one per processor (the default); it does not change the
    /// result.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(WordNgrams, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(WordNgrams, MaximumWordNgrams);
        ArgumentOutOfRangeException.ThrowIfLessThan(CharacterNgramsFrom, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(CharacterNgramsTo);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(CharacterNgramsTo, MaximumCharacterNgrams);
        ArgumentOutOfRangeException.ThrowIfLessThan(HashBits, 10);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(HashBits, 24);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumTexts, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }

    internal static TextFeaturesOptions Read(ModelReader reader) => new()
    {
        WordNgrams = reader.ReadInt32(),
        CharacterNgramsFrom = reader.ReadInt32(),
        CharacterNgramsTo = reader.ReadInt32(),
        HashBits = reader.ReadInt32(),
        MinimumTexts = reader.ReadInt32(),
        LogarithmicCounts = reader.ReadFlag(),
        InverseTextFrequency = reader.ReadFlag(),
        Normalize = reader.ReadFlag(),
    };

    internal void Write(ModelWriter writer)
    {
        writer.WriteInt32(WordNgrams);
        writer.WriteInt32(CharacterNgramsFrom);
        writer.WriteInt32(CharacterNgramsTo);
        writer.WriteInt32(HashBits);
        writer.WriteInt32(MinimumTexts);
        writer.WriteFlag(LogarithmicCounts);
        writer.WriteFlag(InverseTextFrequency);
        writer.WriteFlag(Normalize);
    }
}
