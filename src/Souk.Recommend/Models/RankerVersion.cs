using System.Text.Json;
using Souk.Core.Definition;
using Souk.Log;
using Souk.Recommend.Training;

namespace Souk.Recommend.Models;

/// <summary>A version of a surface's ranker, as the log has it.</summary>
public sealed record RankerVersion
{
    /// <summary>The surface's name.</summary>
    public required string Surface { get; init; }

    /// <summary>Its number, from 1 on each surface.</summary>
    public required int Number { get; init; }

    /// <summary>Where it stands in the log.</summary>
    public required LogPosition Position { get; init; }

    /// <summary>The kind of model.</summary>
    public required RankerKind Kind { get; init; }

    /// <summary>What it was trained on.</summary>
    public required RowOrigin Origin { get; init; }

    /// <summary>The last position that it was trained on.</summary>
    public required LogPosition TrainedTo { get; init; }

    /// <summary>The rows that it was trained and judged on.</summary>
    public required int Rows { get; init; }

    /// <summary>The goals among them.</summary>
    public required int Goals { get; init; }

    /// <summary>How it did on held-out time.</summary>
    public required RankFigures Figures { get; init; }

    /// <summary>Why it was not put in force at once, or null if it was.</summary>
    public required string? WhyNot { get; init; }

    /// <summary>Who or what trained it.</summary>
    public required string By { get; init; }

    /// <summary>SHA-256 of its bytes, 64 lower-case hex digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required int Bytes { get; init; }

    /// <summary>Whether the log's state still holds it; old ones are let go, see <see
    /// cref="RankerProjection.KeptVersions"/>.</summary>
    public bool IsKept { get; init; } = true;

    /// <summary>The description of a version without its number and place, as the directive has it.</summary>
    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, RankerDirectives.Options);

    /// <summary>Reads a description; null if it is none.</summary>
    internal static RankerVersion? FromJson(ReadOnlySpan<byte> json)
    {
        try
        {
            RankerVersion? version = JsonSerializer.Deserialize<RankerVersion>(json, RankerDirectives.Options);
            return version is { Surface.Length: > 0, Figures: not null, Sha256.Length: 64, By: not null, Bytes: > 0 }
                ? version : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
