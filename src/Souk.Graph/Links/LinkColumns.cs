using Souk.Core.Definition;

namespace Souk.Graph.Links;

/// <summary>The names and places of the link columns. What each means stands in <c>docs/links.md</c>.</summary>
internal static class LinkColumns
{
    internal const int Carriers = 0;
    internal const int Hubs = 1;
    internal const int Neighbours = 2;
    internal const int BadNeighbours = 3;
    internal const int BadShare = 4;
    internal const int Strength = 5;
    internal const int BadStrength = 6;
    internal const int StrongNeighbours = 7;
    internal const int StrongBad = 8;
    internal const int TwoHop = 9;
    internal const int TwoHopBad = 10;
    internal const int ComponentSize = 11;
    internal const int ComponentBad = 12;
    internal const int ComponentBadShare = 13;
    internal const int ComponentAge = 14;
    internal const int Bad = 15;

    /// <summary>Where the columns of the carriers begin, two each: neighbours and bad neighbours through it.</summary>
    internal const int FirstOfCarriers = 16;

    private static readonly string[] _fixed =
    [
        "links.carriers", "links.hubs", "links.neighbours", "links.bad_neighbours", "links.bad_share", "links.strength",
        "links.bad_strength", "links.strong_neighbours", "links.strong_bad", "links.two_hop", "links.two_hop_bad",
        "links.component_size", "links.component_bad", "links.component_bad_share", "links.component_age", "links.bad",
    ];

    internal static IReadOnlyList<string> Of(LinkDefinition definition) =>
    [
        .. _fixed,
        .. definition.Carriers.SelectMany(c => new[] { $"links.{c.Kind.Name}_neighbours", $"links.{c.Kind.Name}_bad" }),
    ];
}
