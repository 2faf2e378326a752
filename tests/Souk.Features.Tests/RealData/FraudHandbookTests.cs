using System.Globalization;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Features.Engine;
using Souk.Features.Reading;
using Souk.Log;

namespace Souk.Features.Tests.RealData;

public sealed class FraudHandbookTests
{
    // Every 25th customer and terminal with all their transactions: a twelfth of the stream; with SOUK_FULL set, all.
    private static readonly int Part = Environment.GetEnvironmentVariable("SOUK_FULL") is null ? 25 : 1;

    private const int FirstTerminalColumn = 9;

    // The reference has six decimal places.
    private const double Rounding = 1e-6;

    [Fact]
    public async Task The_published_features_come_out_of_a_definition()
    {
        if (FraudHandbook.Folder is not string folder)
        {
            Assert.Skip("The Fraud Handbook data is not there; set SOUK_DATA to the folder that holds fraud_handbook.");
            return;
        }

        Dictionary<int, double[]> reference = FraudHandbook.Reference(folder);
        string data = Directory.CreateTempSubdirectory("souk-fraud-").FullName;
        int compared = 0;
        using (SoukEngine engine = SoukEngine.Open(new EngineOptions
        {
            Folder = data,
            DefinitionText = FraudHandbook.Definition,
            Projections = [new FeatureEngineFactory()],
            SnapshotOnClose = false,
        }))
        {
            using (FoldScope scope = engine.Read())
            {
                Fold fold = scope.Fold;
                EventFeatureReader reader = fold.Projection<FeatureEngine>()
                    .CreateReader(fold.Definition.FindEventType("transaction")!, FraudHandbook.Columns);
                FeatureValue[] values = new FeatureValue[FraudHandbook.Columns.Length];
                fold.Applied = e =>
                {
                    if (reference.TryGetValue(int.Parse(e.Id, CultureInfo.InvariantCulture), out double[]? expected))
                    {
                        reader.Read(e, values);
                        compared += Compare(e, values, expected);
                    }
                };
            }

            foreach (EventBatch batch in FraudHandbook.Events(
                folder, engine.Definition, (customer, terminal) => customer % Part == 0 || terminal % Part == 0))
            {
                Task<SubmitResult>? answer;
                while (!engine.TrySubmit(batch, Acknowledgement.Buffered, out answer))
                {
                    await Task.Yield();
                }

                await answer;
            }
        }

        Directory.Delete(data, recursive: true);
        int all = reference.Count * FraudHandbook.Columns.Length;
        Assert.InRange(compared, Part == 1 ? all : all / Part / 2, all);
    }

    private static int Compare(EventView e, FeatureValue[] values, double[] expected)
    {
        int compared = 0;
        bool customer = int.Parse(e.Text(0), CultureInfo.InvariantCulture) % Part == 0;
        bool terminal = int.Parse(e.Text(1), CultureInfo.InvariantCulture) % Part == 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (i < FirstTerminalColumn ? customer : terminal)
            {
                double value = values[i].IsMissing ? 0 : values[i].ToDouble();
                Assert.True(
                    Math.Abs(value - expected[i]) <= Rounding,
                    $"transaction {Encoding.UTF8.GetString(e.Id)}: {FraudHandbook.Columns[i]} is {value}, "
                    + $"not {expected[i]}");
                compared++;
            }
        }

        return compared;
    }
}
