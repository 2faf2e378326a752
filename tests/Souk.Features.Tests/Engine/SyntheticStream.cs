namespace Souk.Features.Tests.Engine;

/// <summary>A random stream: bursts, equal times, hot keys, idle gaps, gaps of exactly a window.</summary>
internal sealed class SyntheticStream(Random random, long scale)
{
    private readonly List<SyntheticEvent> _events = [];
    private long _time = 1_500_000_000_000_000;

    internal SyntheticEvent Next()
    {
        _time += random.Next(10) switch
        {
            0 or 1 or 2 => 0,
            3 => scale,
            4 => scale * random.Next(1, 9),
            5 => random.Next(20) == 0 ? scale * 40 : 1,
            _ => random.NextInt64(scale / 2),
        };
        SyntheticEvent e = new(
            random.Next(SyntheticPlan.EventTypes), _time, _events.Count + 1,
            Maybe(0.95, () => $"s{Skewed(6)}"), Maybe(0.8, () => $"t{Skewed(4)}"),
            random.Next(5) == 0 ? null : Skewed(4) - 1,
            random.Next(4) == 0 ? null : random.Next(-5, 6) * (random.Next(9) == 0 ? 1_000_000_007L : 1),
            random.Next(4) == 0 ? null : Math.Round((random.NextDouble() - 0.3) * Math.Pow(10, random.Next(6)), 3),
            Maybe(0.8, () => $"d{Skewed(7)}"), 0.5 + random.NextDouble(), random.Next(2) == 0);
        _events.Add(e);
        return e;
    }

    internal SyntheticEvent Earlier() => _events[random.Next(_events.Count)];

    private string? Maybe(double probability, Func<string> make) => random.NextDouble() < probability ? make() : null;

    private int Skewed(int count) => Math.Min(random.Next(count), random.Next(count));
}
