using Souk.Core.Definition;
using Souk.Learning.Data;
using Souk.Learning.FactorizationMachines;
using Souk.Learning.Linear;
using Souk.Learning.Trees;
using Souk.Recommend.Ranking;
using FeatureColumn = Souk.Learning.Data.FeatureColumn;

namespace Souk.Recommend.Training;

/// <summary>Trains rankers on rows of one span and calibrates them on those of a later one.</summary>
internal static class RankerFit
{
    /// <summary>The kinds that <see cref="RankerKind.Auto"/> tries.</summary>
    internal static readonly RankerKind[] Kinds = [RankerKind.Trees, RankerKind.Logistic, RankerKind.Factorization];

    /// <summary>Trains a ranker.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="split">Which of them to learn from, and to calibrate and stop early on.</param>
    /// <param name="options">Settings.</param>
    /// <param name="cancellation">Gives up.</param>
    internal static RankModel Fit(
        RankerKind kind, RankRows rows, RankSplit split, RankTrainingOptions options, CancellationToken cancellation)
    {
        float[] labels = rows.Labels(0, split.LearnTo);
        float[] laterLabels = rows.Labels(split.ChooseFrom, split.ChooseTo);
        Spans spans = new(rows, split, labels, laterLabels, options);
        RankModel model = kind switch
        {
            RankerKind.Trees => Trees(spans, cancellation),
            RankerKind.Logistic => Linear(spans, cancellation),
            RankerKind.Factorization => Factorization(spans, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no kind that is trained"),
        };
        model.Calibrate(spans.Choose, spans.LaterLabels);
        return model;
    }

    private static TreesRanker Trees(Spans spans, CancellationToken cancellation)
    {
        LabelledTable learn = new(
            Table(spans.Rows.Names, spans.Learn), new TrainingTargets(spans.Labels));
        LabelledTable choose = new(
            Table(spans.Rows.Names, spans.Choose), new TrainingTargets(spans.LaterLabels));
        BoostedTreesModel model = BoostedTrees.Fit(
            learn,
            new BoostedTreesOptions
            {
                // Shallow and few, so that hundreds of candidates are scored within 2 ms.
                Trees = 150,
                MaxDepth = 5,
                LearningRate = 0.08,
                RowSample = 0.8,
                ColumnSample = 0.8,
                EarlyStoppingRounds = 20,
                Threads = spans.Options.Threads,
                Seed = spans.Options.Seed,
            },
            choose,
            cancellation: cancellation);
        return new TreesRanker
        {
            Names = spans.Rows.Names,
            Model = model,
            NegativeRate = spans.Rows.NegativeRate,
        };
    }

    private static LogisticRanker Linear(Spans spans, CancellationToken cancellation)
    {
        BinnedRows bins = BinnedRows.Fit(spans.Learn, spans.Rows.Names.Count, Crosses(spans.Rows.Names));
        LogisticModel model = LogisticRegression.Fit(
            new LabelledRows(bins.Encode(spans.Learn), new TrainingTargets(spans.Labels)),
            new LogisticRegressionOptions { L2 = 5, MaxIterations = 100, Threads = spans.Options.Threads },
            cancellation: cancellation);
        return new LogisticRanker
        {
            Names = spans.Rows.Names,
            Bins = bins,
            Model = model,
            NegativeRate = spans.Rows.NegativeRate,
        };
    }

    private static FactorizationRanker Factorization(Spans spans, CancellationToken cancellation)
    {
        BinnedRows bins = BinnedRows.Fit(spans.Learn, spans.Rows.Names.Count, []);
        FactorizationMachineModel model = FactorizationMachine.Fit(
            new LabelledRows(bins.Encode(spans.Learn), new TrainingTargets(spans.Labels)),
            new FactorizationMachineOptions { Epochs = 10, Threads = spans.Options.Threads, Seed = spans.Options.Seed },
            new LabelledRows(bins.Encode(spans.Choose), new TrainingTargets(spans.LaterLabels)),
            cancellation: cancellation);
        return new FactorizationRanker
        {
            Names = spans.Rows.Names,
            Bins = bins,
            Model = model,
            NegativeRate = spans.Rows.NegativeRate,
        };
    }

    // What the subject did with the object or beside it, together with how the object does.
    private static (int First, int Second)[] Crosses(IReadOnlyList<string> names)
    {
        List<(int, int)> crosses = [];
        for (int a = 0; a < names.Count; a++)
        {
            for (int b = 0; b < names.Count; b++)
            {
                if (FeatureNames.Pair.Contains(names[a]) && FeatureNames.Object.Contains(names[b]))
                {
                    crosses.Add((a, b));
                }
            }
        }

        return [.. crosses];
    }

    private static FeatureTable Table(IReadOnlyList<string> names, ReadOnlySpan<float> values)
    {
        int rows = values.Length / names.Count;
        FeatureColumn[] columns = new FeatureColumn[names.Count];
        for (int c = 0; c < columns.Length; c++)
        {
            float[] column = new float[rows];
            for (int r = 0; r < rows; r++)
            {
                column[r] = values[(r * columns.Length) + c];
            }

            columns[c] = FeatureColumn.Numeric(names[c], column);
        }

        return new FeatureTable(columns);
    }

    private readonly record struct Spans(
        RankRows Rows, RankSplit Split, float[] Labels, float[] LaterLabels, RankTrainingOptions Options)
    {
        internal ReadOnlySpan<float> Learn => Rows.Values(0, Split.LearnTo);

        internal ReadOnlySpan<float> Choose => Rows.Values(Split.ChooseFrom, Split.ChooseTo);
    }
}
