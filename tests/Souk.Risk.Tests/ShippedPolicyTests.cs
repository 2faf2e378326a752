using System.Text;
using System.Text.Json;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Log;
using Souk.Risk.Decisions;
using Souk.Risk.Policies;
using Souk.Simulation;

namespace Souk.Risk.Tests;

public sealed class ShippedPolicyTests
{
    [Fact]
    public async Task TheShippedPolicy_DecidesOnASimulatedMarketplace_AndReplaysBitForBit()
    {
        string folder = Directory.CreateTempSubdirectory("souk-test-").FullName;
        try
        {
            using SoukEngine engine = SoukEngine.Open(new EngineOptions
            {
                Folder = folder,
                DefinitionText = DefinitionLoader.ShippedText,
                Projections = RiskMarket.Projections,
                SnapshotOnClose = false,
            });
            await engine.DirectAsync(
                RiskEngine.PolicyDirective,
                JsonSerializer.SerializeToUtf8Bytes(new { text = RiskPolicy.ShippedText, by = "ann" }));
            await Simulate(engine);
            await engine.DirectAsync(
                RiskEngine.ListDirective, Encoding.UTF8.GetBytes("""{"list":"blocked_ips","add":["0.0.0.0/0"]}"""));
            using FoldScope scope = engine.Read();
            RiskEngine live = scope.Fold.Projection<RiskEngine>();
            HashSet<string> fired = [.. live.Newest(1_000_000).SelectMany(d => d.Rules).Select(r => r.Id)];
            string[] silent = [.. live.Policy!.Checkpoints.SelectMany(c => c.Rules).Select(r => r.Id)
                .Where(id => !fired.Contains(id) && !id.Contains("blocked", StringComparison.Ordinal))];
            Assert.True(fired.Count >= 20,
                $"{live.DecisionCount} decisions, {fired.Count} rules fired; silent: {string.Join(' ', silent)}");
            Assert.Contains(live.Newest(1_000_000), d => d.Outcome == RiskOutcome.Decline);
            Assert.All(live.Newest(1_000_000), d => Assert.Equal(0, d.Faults));
            AssertReplaysTheSame(engine, live);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Simulate(SoukEngine engine)
    {
        MarketplaceSimulator simulator = new(
            new SimulationOptions { Shoppers = 400, Days = 14, Abuse = 8, NewPatternDay = 5 }, engine.Definition);
        int made;
        do
        {
            EventBatch batch = new(engine.Definition);
            made = simulator.Next(batch, 2_000);
            Assert.True(engine.TrySubmit(batch, Acknowledgement.Buffered, out Task<SubmitResult> answer));
            await answer;
        }
        while (made > 0);
    }

    private static void AssertReplaysTheSame(SoukEngine engine, RiskEngine live)
    {
        using Fold fold = new(engine.Definition, RiskMarket.Projections);
        engine.CreateReplayer().Replay(fold, null, null, CancellationToken.None);
        RiskEngine replayed = fold.Projection<RiskEngine>();
        Assert.Equal(live.Arena.PageCount, replayed.Arena.PageCount);
        for (int page = 0; page < live.Arena.PageCount; page++)
        {
            Assert.True(live.Arena.Page(page).SequenceEqual(replayed.Arena.Page(page)));
        }
    }
}
