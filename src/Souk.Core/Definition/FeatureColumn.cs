namespace Souk.Core.Definition;

/// <summary>One value of a feature: the feature over one of its windows.</summary>
/// <param name="Name">The column's name: the feature's, followed by the window as written where the feature has windows
/// (<c>card.payments.24h</c>, <c>card.payments.ever</c>).</param>
/// <param name="Index">Its place in <see cref="MarketplaceDefinition.Columns"/>, from 0.</param>
/// <param name="Feature">The feature.</param>
/// <param name="Window">The window's length; <see cref="Duration.Ever"/> if the feature has no windows.</param>
/// <param name="Type">What it holds.</param>
public sealed record FeatureColumn(string Name, int Index, FeatureDefinition Feature, Duration Window, ValueType Type)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
