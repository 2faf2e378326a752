using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Features.Engine;
using Souk.Features.Reading;
using Souk.Recommend.Models;
using Souk.Risk;
using Souk.Risk.Decisions;
using Souk.Server;
using Spectre.Console;

namespace Souk.Cli.Demo;

/// <summary>Shows in the terminal what happens; a line a second where the output is no terminal.</summary>
internal sealed class DemoScreen(SoukServer server, DemoFeed feed)
{
    // How far back the screen looks for a decision that was no plain yes.
    private const int NewestDecisions = 200;

    private static readonly string[] _watched =
        ["shopper.views.24h", "shopper.orders.30d", "shopper.spend.30d", "shopper.categories"];

    // What is recommended to whom: the pictures follow the clicks of these two.
    private static readonly (string Surface, string Subject)[] _asked = [("for_you", "s1"), ("creator_picks", "c1")];

    private readonly Queue<long> _lastSeconds = new();
    private IReadOnlyList<(string What, string Now)> _around = [];

    /// <summary>Shows until the feed ends or the token is cancelled.</summary>
    internal async Task ShowAsync(Task feeding, CancellationToken stop)
    {
        Greet();
        using DemoPicks picks = new(server.Address);
        DemoVisitor visitor = new(picks);
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(1));
        if (Console.IsOutputRedirected)
        {
            while (await Tick(timer, feeding, stop))
            {
                Console.WriteLine($"{feed.Time} position {server.Engine.LastPosition}, {Rate()} events/s, " +
                    $"{StateBytes() >> 20} MiB of state");
                await LookAround(picks, visitor, stop);
                foreach ((string what, string now) in _around)
                {
                    Console.WriteLine($"  {what}: {now}");
                }
            }

            return;
        }

        await AnsiConsole.Live(Picture()).StartAsync(async live =>
        {
            while (await Tick(timer, feeding, stop))
            {
                await LookAround(picks, visitor, stop);
                live.UpdateTarget(Picture());
            }
        });
    }

    private static async Task<bool> Tick(PeriodicTimer timer, Task feeding, CancellationToken stop)
    {
        try
        {
            return !feeding.IsCompleted && await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Greet()
    {
        string address = server.Address;
        Console.WriteLine($"souk demo serves on {address}; try:");
        Console.WriteLine($"  curl {address}/v1/entities/shopper/s1");
        Console.WriteLine($"  curl {address}/v1/entities/item/i1?features=item.views,item.orders,item.trend");
        Console.WriteLine(
            $"  curl {address}/v1/features -d '{{\"features\":[\"interest\"],\"keys\":[[\"s1\",\"shoes\"]]}}'");
        Console.WriteLine($"  curl {address}/v1/events -d " +
            $"'{{\"type\":\"view\",\"id\":\"my-1\",\"shopper\":\"s1\",\"item\":\"i1\"}}'");
        Console.WriteLine($"  curl {address}/v1/recommend -d " +
            "'{\"surface\":\"for_you\",\"subject\":\"s1\",\"explain\":true}'");
        Console.WriteLine($"  curl {address}/v1/cases     {address}/v1/rings     {address}/v1/items/i1/relations");
        Console.WriteLine($"  curl {address}/v1/definition     {address}/metrics     {address}/openapi.json");
        Console.WriteLine("Ctrl+C ends it.");
    }

    private async Task LookAround(DemoPicks picks, DemoVisitor visitor, CancellationToken stop)
    {
        List<(string, string)> around = [];
        try
        {
            foreach ((string surface, string subject) in _asked)
            {
                IReadOnlyList<(string Id, string? Why)> best = await picks.BestAsync(surface, subject, stop);
                if (best.Count > 0)
                {
                    around.Add(($"{surface}, {subject}", string.Join(", ", best.Select(WithReason))));
                }
            }

            if (await visitor.LookAsync(stop) is { Length: > 0 } seen)
            {
                around.Add(("for_you, a visitor", seen));
            }
        }
        catch (OperationCanceledException)
        {
            // The demo ends: what was found so far is shown.
        }

        if (Rankers() is string rankers)
        {
            around.Add(("rankers", rankers));
        }

        if (Decisions() is string decisions)
        {
            around.Add(("risk", decisions));
        }

        _around = around;
    }

    private static string WithReason((string Id, string? Why) pick) =>
        pick.Why is null ? pick.Id : $"{pick.Id} ({pick.Why})";

    // The surfaces whose order a trained model decides, once the trainer has put one in force.
    private string? Rankers()
    {
        using FoldScope scope = server.Engine.Read();
        RankerProjection rankers = scope.Fold.Projection<RankerProjection>();
        string[] inForce =
        [
            .. from surface in server.Engine.Definition.Surfaces
               let version = rankers.Of(surface.Name).InForce
               where version > 0
               select $"{surface.Name} by version {version}",
        ];
        return inForce.Length == 0 ? null : string.Join(", ", inForce);
    }

    private string? Decisions()
    {
        using FoldScope scope = server.Engine.Read();
        RiskEngine risk = scope.Fold.Projection<RiskEngine>();
        Decision? newest = risk.Newest(NewestDecisions).FirstOrDefault(d => d.Outcome != RiskOutcome.Approve);
        return newest is null
            ? null
            : $"{risk.DecisionCount:N0} decisions; the newest to {newest.Outcome.ToString().ToLowerInvariant()}: "
                + $"{newest.Checkpoint} at position {newest.Position}, {string.Join(", ", newest.Reasons)}";
    }

    private long Rate()
    {
        _lastSeconds.Enqueue(feed.Sent);
        if (_lastSeconds.Count > 6)
        {
            _lastSeconds.Dequeue();
        }

        return _lastSeconds.Count < 2 ? 0 : (feed.Sent - _lastSeconds.Peek()) / (_lastSeconds.Count - 1);
    }

    private long StateBytes()
    {
        using FoldScope scope = server.Engine.Read();
        return scope.Fold.Arenas.Sum(a => a.ReservedBytes);
    }

    private Table Picture()
    {
        Table table = new Table().Title("souk demo").AddColumns("what", "now");
        table.AddRow("marketplace time", Markup.Escape(feed.Time.ToString()));
        table.AddRow("log position", server.Engine.LastPosition.ToString());
        table.AddRow("on disk up to", server.Engine.Log.DurablePosition.ToString());
        table.AddRow("events a second", Rate().ToString("N0"));
        table.AddRow("state", $"{StateBytes() / 1048576.0:N1} MiB");
        foreach (EntityKind kind in server.Engine.Definition.EntityKinds)
        {
            uint known;
            using (FoldScope scope = server.Engine.Read())
            {
                known = scope.Fold.Entities.CountOf(kind.Index);
            }

            if (known > 0)
            {
                table.AddRow(kind.Name, known.ToString("N0"));
            }
        }

        AddShopper(table, "s1");
        foreach ((string what, string now) in _around)
        {
            table.AddRow(what, Markup.Escape(now));
        }

        return table;
    }

    private void AddShopper(Table table, string id)
    {
        FeatureValue[] values = new FeatureValue[_watched.Length];
        using (FoldScope scope = server.Engine.Read())
        {
            scope.Fold.Projection<FeatureEngine>().CreateReader(_watched).Read(id, values);
        }

        StringBuilder text = new();
        for (int i = 0; i < values.Length; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(_watched[i]["shopper.".Length..]).Append(' ')
                .Append(values[i].IsMissing ? "none" : values[i].ToString());
        }

        table.AddRow($"shopper {id}", Markup.Escape(text.ToString()));
    }
}
