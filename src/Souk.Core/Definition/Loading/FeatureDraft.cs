namespace Souk.Core.Definition;

/// <summary>A feature as written, while it is being bound.</summary>
internal sealed class FeatureDraft(YamlScalar name, YamlMapping node, AggregateKey aggregate, int index)
{
    /// <summary>Its name.</summary>
    internal YamlScalar Name => name;

    /// <summary>Its keys and values.</summary>
    internal YamlMapping Node => node;

    /// <summary>Its aggregate.</summary>
    internal AggregateKey Aggregate => aggregate;

    /// <summary>Its place among the features.</summary>
    internal int Index => index;

    /// <summary>Whether it is being bound now: coming back to it means a cycle.</summary>
    internal bool IsOpen { get; set; }

    /// <summary>Whether it was bound, with or without success.</summary>
    internal bool IsDone { get; set; }

    /// <summary>The feature, or null if it is wrong or not bound yet.</summary>
    internal FeatureDefinition? Feature { get; set; }
}
