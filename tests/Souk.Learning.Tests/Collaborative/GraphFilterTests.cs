using Souk.Learning.Collaborative;
using Souk.Learning.Data;

namespace Souk.Learning.Tests.Collaborative;

public sealed class GraphFilterTests
{
    private static readonly SparseMatrix Sample = SampleInteractions.Make(50, 37, 11);

    private static GraphFilter Fit(GraphFilterOptions options) =>
        GraphFilter.Fit(Sample, options, TestContext.Current.CancellationToken);

    [Fact]
    public void Scores_equal_the_dense_filter()
    {
        // With all singular vectors the ideal filter passes everything a user graph spans: V·Vᵀ is the identity here.
        const double weight = 0.7;
        const double time = 1.3;
        GraphFilter model = Fit(new GraphFilterOptions
        {
            LowPassRank = 37,
            LowPassWeight = weight,
            SharpeningTime = time,
            ItemExponent = 0.6,
        });
        float[] scores = SampleInteractions.Scores(model, Sample);
        double[,] p = ItemGraphOf(Sample, 0.5, 0.6);
        double[,] r = SampleInteractions.Dense(Sample);
        double[,] signal = SampleInteractions.Product(r, p);
        for (int u = 0; u < 50; u++)
        {
            for (int i = 0; i < 37; i++)
            {
                signal[u, i] += weight * r[u, i];
            }
        }

        double[,] expected = (double[,])signal.Clone();
        double factor = 1;
        for (int order = 1; order <= 4; order++)
        {
            signal = SampleInteractions.Product(signal, p);
            factor *= -time / order;
            for (int u = 0; u < 50; u++)
            {
                for (int i = 0; i < 37; i++)
                {
                    expected[u, i] += factor * signal[u, i];
                }
            }
        }

        for (int u = 0; u < 50; u++)
        {
            for (int i = 0; i < 37; i++)
            {
                Assert.Equal(expected[u, i], scores[(u * 37) + i], 1e-3);
            }
        }
    }

    [Fact]
    public void A_history_scores_the_same_alone_and_among_others()
    {
        GraphFilter model = Fit(new GraphFilterOptions { LowPassRank = 8 });
        float[] all = SampleInteractions.Scores(model, Sample);
        float[] alone = new float[37];
        model.Score(Sample, [41], alone);
        Assert.Equal(all.AsSpan(41 * 37, 37).ToArray(), alone);
    }

    [Fact]
    public void A_saved_filter_scores_the_same()
    {
        GraphFilter model = Fit(new GraphFilterOptions { LowPassRank = 8 });
        using var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        Assert.Equal(
            SampleInteractions.Scores(model, Sample), SampleInteractions.Scores(GraphFilter.Load(stream), Sample));
    }

    [Fact]
    public void Sharpening_an_unstable_graph_is_refused() =>
        Assert.Throws<ArgumentException>(() => Fit(new GraphFilterOptions { ItemExponent = 0.3 }));

    [Fact]
    public void A_damaged_file_is_refused()
    {
        using var stream = new MemoryStream();
        Fit(new GraphFilterOptions { LowPassRank = 8 }).Save(stream);
        byte[] bytes = stream.ToArray();
        bytes[^50] ^= 1;
        Assert.Throws<InvalidDataException>(() => GraphFilter.Load(new MemoryStream(bytes)));
    }

    private static double[,] ItemGraphOf(SparseMatrix sample, double userExponent, double itemExponent)
    {
        double[,] r = SampleInteractions.Dense(sample);
        double[] degrees = new double[sample.Columns];
        foreach (int item in sample.ColumnIndices)
        {
            degrees[item]++;
        }

        for (int u = 0; u < sample.Rows; u++)
        {
            double user = Math.Pow(Math.Max(1, sample.RowColumns(u).Length), userExponent);
            for (int i = 0; i < sample.Columns; i++)
            {
                r[u, i] /= user * Math.Pow(Math.Max(1, degrees[i]), itemExponent);
            }
        }

        return SampleInteractions.Product(SampleInteractions.Transpose(r), r);
    }
}
