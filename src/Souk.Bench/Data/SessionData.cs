using System.Globalization;
using Souk.Learning.Data;

namespace Souk.Bench.Data;

/// <summary>Shopping sessions to learn from, and test cases: a session so far and the item that came next.</summary>
/// <param name="Sessions">The training sessions in the order of the source, which is by time.</param>
/// <param name="Prefixes">The test sessions so far.</param>
/// <param name="Targets">The next item of each test session.</param>
public sealed record SessionData(ItemSequences Sessions, ItemSequences Prefixes, int[] Targets)
{
    /// <summary>RetailRocket sessions as COTREC and DHCN cut them: 126,168 sessions, 36,968 items, 15,132 test
    /// cases.</summary>
    public static SessionData ReadRetailRocket(string dataFolder)
    {
        const string set = "retailrocket_session";
        List<int[]> sessions = [.. DataFile.Lines(dataFolder, set, "train_sessions.txt").Select(Numbers)];
        List<int[]> prefixes = [];
        List<int> targets = [];
        foreach (string line in DataFile.Lines(dataFolder, set, "test_prefix_target.txt"))
        {
            string[] parts = line.Split('\t');
            prefixes.Add(Numbers(parts[0]));
            targets.Add(int.Parse(parts[1], CultureInfo.InvariantCulture));
        }

        int items = 1 + Math.Max(targets.Max(), sessions.Concat(prefixes).Max(s => s.Max()));
        return new SessionData(
            ItemSequences.FromLists(items, sessions), ItemSequences.FromLists(items, prefixes), [.. targets]);
    }

    private static int[] Numbers(string line) =>
        [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(
            t => int.Parse(t, CultureInfo.InvariantCulture))];
}
