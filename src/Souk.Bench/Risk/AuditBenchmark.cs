using System.Globalization;
using Souk.Bench.Foundation;
using Souk.Simulation;

namespace Souk.Bench.Risk;

/// <summary>How much single columns give planted abuse away.</summary>
internal sealed class AuditBenchmark : IRiskBenchmark
{
    private const int Told = 5;

    /// <inheritdoc/>
    public string Name => "audit";

    /// <inheritdoc/>
    public string Description => "What single columns tell of planted abuse in the simulator. 1 min, 1 GB.";

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IReadOnlyList<SpeedFigure> Run(string dataFolder, TextWriter output, CancellationToken cancellation)
    {
        using SimulatedAbuse market = new(
            new SimulationOptions { Seed = 1, Shoppers = 4_000, Days = 40, Abuse = 4, NewPatternDay = -1 },
            withRings: false, cancellation);
        List<SpeedFigure> figures = [];
        IReadOnlyList<AbuseTable> tables = AbuseTable.Read(market, AbuseKinds.Checkpoints, cancellation);
        foreach ((AbusePattern pattern, string checkpoint) in AbuseKinds.All)
        {
            AbuseTable table = tables.First(t => t.Checkpoint == checkpoint);
            var columns = ColumnAudit.Run(table, pattern);
            int bad = table.Rows.Count(r => r.Pattern == pattern);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{pattern} at {checkpoint}, {bad} of {table.Rows.Count} events: ") + string.Join(", ",
                columns.Take(Told)
                .Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Column} {c.Auc:0.000}"))));
            figures.Add(new SpeedFigure(
                $"{pattern} at {checkpoint}: AUC of the best single column, {columns[0].Column}", columns[0].Auc, "",
                0.97, double.NaN, HigherIsBetter: false));
        }

        return figures;
    }
}
