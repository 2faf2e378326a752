namespace Souk.Bench.Recommend;

/// <summary>When the items of a simulated marketplace are listed.</summary>
/// <param name="Days">Half of the items are there at the opening; the other half arrives over so many days, as many
/// each day; 0 lists all at the opening.</param>
internal sealed record ItemArrivals(int Days)
{
    // An item is called new on the day of its listing and the two after it.
    private const int NewDays = 3;

    // Neighbouring numbers are of like popularity: a stride without common factors spreads each day's over all.
    private const int Stride = 7_919;

    internal static ItemArrivals AllAtOnce { get; } = new(0);

    /// <summary>The day on which an item is listed, from 0.</summary>
    internal int DayOf(int item) => Days == 0 || item % 2 == 0 ? 0 : 1 + (int)((long)item * Stride % Days);

    /// <summary>Whether an item was listed lately.</summary>
    internal bool IsNew(int item, int day) => DayOf(item) > 0 && day - DayOf(item) < NewDays;
}
