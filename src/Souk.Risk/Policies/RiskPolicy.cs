using System.Reflection;

namespace Souk.Risk.Policies;

/// <summary>A policy file: checkpoints with their rules, lists, and the outcomes that judge decisions. Immutable; safe
/// to read from any thread.</summary>
public sealed class RiskPolicy
{
    private static readonly Lazy<string> _shipped = new(ReadShipped);

    /// <summary>The policy that ships with Souk, for the shipped definition.</summary>
    public static string ShippedText => _shipped.Value;

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is; empty if not said.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>Whether a second person must approve a new version before it is in force. Default no.</summary>
    public bool NeedsSecondPerson { get; init; }

    /// <summary>The lists that rules may ask for.</summary>
    public IReadOnlyList<string> Lists { get; init; } = [];

    /// <summary>The checkpoints.</summary>
    public IReadOnlyList<CheckpointPolicy> Checkpoints { get; init; } = [];

    /// <summary>The outcomes that judge decisions.</summary>
    public IReadOnlyList<OutcomeLabel> Outcomes { get; init; } = [];

    /// <summary>The text that it was read from.</summary>
    public required string SourceText { get; init; }

    /// <summary>The checkpoint of a name, or null.</summary>
    public CheckpointPolicy? FindCheckpoint(string name) => Checkpoints.FirstOrDefault(c => c.Type.Name == name);

    private static string ReadShipped()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("marketplace-policy.yaml")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
