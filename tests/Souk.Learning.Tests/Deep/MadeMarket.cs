using Souk.Learning.Data;
using Souk.Learning.Deep;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Deep;

/// <summary>Impressions of items whose true click and conversion rates are known: both follow from a hidden quality of
/// the item and a segment of the shopper.</summary>
internal sealed class MadeMarket
{
    private const int Segments = 4;
    private readonly double[] _clicks;
    private readonly double[] _conversions;

    public MadeMarket(int items, int impressions, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[] quality = [.. Enumerable.Range(0, items).Select(_ => random.NextGaussian())];
        _clicks = new double[impressions];
        _conversions = new double[impressions];
        float[] clicked = new float[impressions];
        float[] converted = new float[impressions];
        var builder = new SparseRowsBuilder(items + Segments, 2);
        for (int r = 0; r < impressions; r++)
        {
            int item = random.Next(items);
            int segment = random.Next(Segments);
            builder.Add(item, 1, 0);
            builder.Add(items + segment, 1, 1);
            builder.EndRow();
            _clicks[r] = Logistic((1.5 * quality[item]) - 1.5 + (0.2 * segment));
            _conversions[r] = Logistic((1.2 * quality[item]) - 0.8 - (0.3 * segment));
            clicked[r] = random.NextDouble() < _clicks[r] ? 1 : 0;
            converted[r] = clicked[r] > 0 && random.NextDouble() < _conversions[r] ? 1 : 0;
        }

        Rows = new MultiTaskRows(builder.Build(), [new TrainingTargets(clicked), new TrainingTargets(converted)]);
    }

    public MultiTaskRows Rows { get; }

    public double Click(int row) => _clicks[row];

    public double Conversion(int row) => _conversions[row];

    public double ClickError(double[] predictions) => Error(predictions, _clicks);

    public double ConversionError(double[] predictions) => Error(predictions, _conversions);

    private static double Error(double[] predictions, double[] truth) =>
        Math.Sqrt(predictions.Zip(truth, (p, t) => (p - t) * (p - t)).Average());

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
