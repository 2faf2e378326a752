namespace Souk.Recommend.Creators;

/// <summary>The bounds and times of what is known of creators.</summary>
internal static class CreatorLimits
{
    /// <summary>What was watched or bought a month ago says half as much: creators change their topics by the
    /// season.</summary>
    internal const double HalfLifeDays = 30;

    /// <summary>A purchase from a creator says as much of the audience as this many views, as in the signals of the
    /// definition that ships.</summary>
    internal const double PurchaseWeight = 8;

    /// <summary>The members of an audience that are remembered, the newest; shares of more hardly change.</summary>
    internal const int Audience = 20_000;

    /// <summary>The categories that are remembered of a shopper; few buy in more within months.</summary>
    internal const int Categories = 8;

    /// <summary>Control days lie at most this many weeks from the promoted day: farther off, the season
    /// differs.</summary>
    internal const int MatchedWeeks = 4;

    /// <summary>Fewer promoted days with control days give no interval.</summary>
    internal const int LeastMatchedDays = 3;

    internal const long DayMicroseconds = 86_400_000_000;
}
