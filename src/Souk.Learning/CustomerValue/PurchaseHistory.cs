namespace Souk.Learning.CustomerValue;

/// <summary>
/// What purchase models need of one customer. Times are in any one unit (weeks, days), the same for all customers;
/// several purchases on one day count as one.
/// </summary>
public readonly record struct PurchaseHistory
{
    /// <summary>Makes a history.</summary>
    /// <param name="repeats">Purchases after the first, 0 or more.</param>
    /// <param name="recency">The time from the first purchase to the last; 0 if there was no other.</param>
    /// <param name="age">The time from the first purchase to now, at least the recency.</param>
    /// <exception cref="ArgumentException">The three do not fit together.</exception>
    public PurchaseHistory(int repeats, double recency, double age)
    {
        bool valid = repeats >= 0 && recency >= 0 && recency <= age && double.IsFinite(age)
            && (repeats > 0 || recency == 0);
        if (!valid)
        {
            throw new ArgumentException(
                $"Repeats {repeats}, recency {recency} and age {age} do not fit together: 0 ≤ recency ≤ age, and " +
                "without repeats the recency is 0.");
        }

        Repeats = repeats;
        Recency = recency;
        Age = age;
    }

    /// <summary>Purchases after the first.</summary>
    public int Repeats { get; }

    /// <summary>The time from the first purchase to the last.</summary>
    public double Recency { get; }

    /// <summary>The time from the first purchase to now.</summary>
    public double Age { get; }
}
