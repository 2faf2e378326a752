using System.Text.Json;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Log;
using Souk.Risk.Decisions;
using Souk.Risk.Models;
using Souk.Risk.Models.Training;
using Souk.Risk.Policies;
using Souk.Simulation;

namespace Souk.Risk.Tests.Models;

public sealed class SimulatedModelTests
{
    private static readonly string _policy = RiskPolicy.ShippedText.Replace(
        "    amount: event.amount\n",
        "    amount: event.amount\n    models: { odd: { weight: 20, fallback: approve } }\n",
        StringComparison.Ordinal);

    [Fact]
    public async Task ASimulatedMarketplace_ReplaysBitForBit_WithModelAndPolicyChangesInTheLog()
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
            MarketplaceSimulator simulator = new(
                new SimulationOptions { Shoppers = 200, Days = 10, Abuse = 6 }, engine.Definition);
            await PutPolicy(engine, _policy);
            await Simulate(engine, simulator, 6);
            foreach (RiskModelKind kind in new[] { RiskModelKind.Tail, RiskModelKind.Isolation })
            {
                byte[] file = Train(engine, kind);
                await RiskModelDesk.HandIn(engine, "odd", file, "ann");
            }

            await RiskModelDesk.Use(engine, "odd", 1, ModelVersionUse.Champion, "ann", "first");
            await Simulate(engine, simulator, 3);
            await RiskModelDesk.Use(engine, "odd", 2, ModelVersionUse.Challenger, "ann", "second");
            await PutPolicy(engine, _policy.Replace("weight: 20,", "weight: 45,", StringComparison.Ordinal));
            await Simulate(engine, simulator, 3);
            await RiskModelDesk.Use(engine, "odd", 2, ModelVersionUse.Champion, "ann", "better");
            await Simulate(engine, simulator, int.MaxValue);
            await RiskModelDesk.RollBack(engine, "odd", "ann");
            AssertReplaysTheSame(engine);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The policy's labels take two months; detectors need none, and see rows of all ages by a shorter delay.
    private static byte[] Train(SoukEngine engine, RiskModelKind kind)
    {
        RiskTrainingOptions options = new() { Checkpoint = "payment", Kind = kind };
        RiskTrainingRows rows = RiskTraining.Gather(
            engine.CreateReplayer(), engine.Definition,
            _policy.Replace("matures: 60d", "matures: 1d", StringComparison.Ordinal), options);
        Assert.True(rows.Columns.Count > 20, $"{rows.Columns.Count} columns");
        Assert.True(rows.Count > 30, $"{rows.Count} rows");
        return RiskModelTrainer.Train(rows, options).ToBytes();
    }

    private static Task<LogPosition> PutPolicy(SoukEngine engine, string policy) => engine.DirectAsync(
        RiskEngine.PolicyDirective, JsonSerializer.SerializeToUtf8Bytes(new { text = policy, by = "ann" }));

    private static async Task Simulate(SoukEngine engine, MarketplaceSimulator simulator, int batches)
    {
        int made = 1;
        for (int i = 0; i < batches && made > 0; i++)
        {
            EventBatch batch = new(engine.Definition);
            made = simulator.Next(batch, 1_000);
            Assert.True(engine.TrySubmit(batch, Acknowledgement.Buffered, out Task<SubmitResult> answer));
            await answer;
        }
    }

    private static void AssertReplaysTheSame(SoukEngine engine)
    {
        using Fold fold = new(engine.Definition, RiskMarket.Projections);
        engine.CreateReplayer().Replay(fold, null, null, CancellationToken.None);
        RiskEngine replayed = fold.Projection<RiskEngine>();
        using FoldScope scope = engine.Read();
        RiskEngine live = scope.Fold.Projection<RiskEngine>();
        Decision[] payments = [.. live.Newest(1_000_000).Where(d => d.Checkpoint == "payment")];
        Assert.Equal([0, 1, 2], payments.Select(d => d.Models[0].Version).Distinct().Order());
        Assert.Contains(payments, d => d.Models[0].ChallengerVersion == 2);
        Assert.Equal(live.Arena.PageCount, replayed.Arena.PageCount);
        for (int page = 0; page < live.Arena.PageCount; page++)
        {
            Assert.True(live.Arena.Page(page).SequenceEqual(replayed.Arena.Page(page)), $"page {page}");
        }
    }
}
