using System.Runtime.CompilerServices;

namespace Souk.Recommend.Interactions;

/// <summary>What an object is, by its profile: places in the table of <see cref="ContentRates"/>; 0 is none.</summary>
[InlineArray(Count)]
internal struct ContentTerms
{
    /// <summary>The most terms of an object: group, seller, brand, price and some words.</summary>
    internal const int Count = 8;

    private ushort _first;
}
