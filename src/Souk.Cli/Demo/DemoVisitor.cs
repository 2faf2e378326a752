using System.Diagnostics;

namespace Souk.Cli.Demo;

/// <summary>A shopper of the demo who clicks something every few seconds and looks at once what that changes.</summary>
internal sealed class DemoVisitor(DemoPicks picks)
{
    private const string Name = "visitor";
    private const int LooksPerClick = 4;

    private int _looks;
    private string _now = string.Empty;

    /// <summary>What is recommended to the visitor, and what the last click has changed; empty while there is nothing to
    /// recommend. Every fourth call clicks the last object shown.</summary>
    internal async Task<string> LookAsync(CancellationToken stop)
    {
        if (_looks++ % LooksPerClick != 0)
        {
            return _now;
        }

        IReadOnlyList<(string Id, string? Why)> before = await picks.BestAsync("for_you", Name, stop);
        if (before.Count == 0)
        {
            return string.Empty;
        }

        string clicked = before[^1].Id;
        await picks.ClickAsync(Name, clicked, stop);
        long acknowledged = Stopwatch.GetTimestamp();
        IReadOnlyList<(string Id, string? Why)> after = await picks.BestAsync("for_you", Name, stop);
        double milliseconds = Stopwatch.GetElapsedTime(acknowledged).TotalMilliseconds;
        _now = $"{Ids(before)}; a click on {clicked}, {milliseconds:0.0} ms later {Ids(after)}";
        return _now;
    }

    private static string Ids(IReadOnlyList<(string Id, string? Why)> picks) =>
        string.Join(", ", picks.Select(p => p.Id));
}
