using Souk.Core.Definition;
using Souk.Learning.Data;
using Souk.Learning.Deep;
using Souk.Learning.FactorizationMachines;
using Souk.Learning.Linear;
using Souk.Learning.Trees;
using Souk.Recommend.Ranking;
using FeatureColumn = Souk.Learning.Data.FeatureColumn;

namespace Souk.Recommend.Training;

/// <summary>Trains rankers on rows of one span and calibrates them on those of a later one.</summary>
internal static class RankerFit
{
    private static readonly RankerKind[] _kinds = [RankerKind.Trees, RankerKind.Logistic, RankerKind.Factorization];
    private static readonly RankerKind[] _deepKinds = [RankerKind.Deep, RankerKind.Esmm];

    private const int LikingsPerGoal = 2;
    private const int LeastLikings = 50;

    // Networks take minutes, and on fewer rows they seldom win over trees.
    private const int DeepRows = 120_000;

    // Few and small layers, so that hundreds of candidates are scored within milliseconds.
    private static readonly int[] _layers = [32];

    /// <summary>The kinds that <see cref="RankerKind.Auto"/> tries: networks only where there is much to learn
    /// from.</summary>
    internal static IEnumerable<RankerKind> KindsFor(RankSplit split) =>
        split.LearnTo >= DeepRows ? _kinds.Concat(_deepKinds) : _kinds;

    /// <summary>Trains a ranker.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="split">Which of them to learn from, and to calibrate and stop early on.</param>
    /// <param name="options">Settings.</param>
    /// <param name="cancellation">Gives up.</param>
    internal static RankModel Fit(
        RankerKind kind, RankRows rows, RankSplit split, RankTrainingOptions options, CancellationToken cancellation)
    {
        Spans goals = new(
            rows.Names, rows.Values(0, split.LearnTo), rows.Labels(0, split.LearnTo),
            rows.Values(split.ChooseFrom, split.ChooseTo), rows.Labels(split.ChooseFrom, split.ChooseTo),
            rows.NegativeRate, options);
        if (kind == RankerKind.Esmm)
        {
            return EntireSpace(rows, split, goals, cancellation);
        }

        if (!IsStaged(rows, split))
        {
            return Fit(kind, goals, cancellation);
        }

        RankModel staged = new StagedRanker
        {
            Names = rows.Names,
            Liked = Fit(
                kind,
                goals with
                {
                    Labels = rows.LikedLabels(0, split.LearnTo),
                    LaterLabels = rows.LikedLabels(split.ChooseFrom, split.ChooseTo),
                },
                cancellation),
            Reached = Fit(
                kind,
                goals with
                {
                    Learn = rows.LikedValues(0, split.LearnTo),
                    Labels = rows.LabelsOfLiked(0, split.LearnTo),
                    Choose = rows.LikedValues(split.ChooseFrom, split.ChooseTo),
                    LaterLabels = rows.LabelsOfLiked(split.ChooseFrom, split.ChooseTo),
                },
                cancellation),
        };
        staged.Calibrate(goals.Choose, goals.LaterLabels);
        return staged;
    }

    // Two stages pay where there are clearly more likings than goals, and enough that lead nowhere to tell which do.
    // Where rows without a goal were drawn, nobody was shown anything.
    private static bool IsStaged(RankRows rows, RankSplit split)
    {
        float[] later = rows.LabelsOfLiked(split.ChooseFrom, split.ChooseTo);
        int reached = (int)later.Sum();
        return rows.NegativeRate == 1 && later.Length >= LikingsPerGoal * reached
            && later.Length - reached >= LeastLikings && later.Length < split.ChooseTo - split.ChooseFrom;
    }

    private static RankModel Fit(RankerKind kind, Spans spans, CancellationToken cancellation)
    {
        RankModel model = kind switch
        {
            RankerKind.Trees => Trees(spans, cancellation),
            RankerKind.Logistic => Linear(spans, cancellation),
            RankerKind.Factorization => Factorization(spans, cancellation),
            RankerKind.Deep => Deep(spans, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no kind that is trained"),
        };
        model.Calibrate(spans.Choose, spans.LaterLabels);
        return model;
    }

    private static TreesRanker Trees(Spans spans, CancellationToken cancellation)
    {
        LabelledTable learn = new(
            Table(spans.Names, spans.Learn), new TrainingTargets(spans.Labels));
        LabelledTable choose = new(
            Table(spans.Names, spans.Choose), new TrainingTargets(spans.LaterLabels));
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
            Names = spans.Names,
            Model = model,
            NegativeRate = spans.NegativeRate,
        };
    }

    private static LogisticRanker Linear(Spans spans, CancellationToken cancellation)
    {
        BinnedRows bins = BinnedRows.Fit(spans.Learn, spans.Names.Count, Crosses(spans.Names));
        LogisticModel model = LogisticRegression.Fit(
            new LabelledRows(bins.Encode(spans.Learn), new TrainingTargets(spans.Labels)),
            new LogisticRegressionOptions { L2 = 5, MaxIterations = 100, Threads = spans.Options.Threads },
            cancellation: cancellation);
        return new LogisticRanker
        {
            Names = spans.Names,
            Bins = bins,
            Model = model,
            NegativeRate = spans.NegativeRate,
        };
    }

    private static FactorizationRanker Factorization(Spans spans, CancellationToken cancellation)
    {
        BinnedRows bins = BinnedRows.Fit(spans.Learn, spans.Names.Count, []);
        FactorizationMachineModel model = FactorizationMachine.Fit(
            new LabelledRows(bins.Encode(spans.Learn), new TrainingTargets(spans.Labels)),
            new FactorizationMachineOptions { Epochs = 10, Threads = spans.Options.Threads, Seed = spans.Options.Seed },
            new LabelledRows(bins.Encode(spans.Choose), new TrainingTargets(spans.LaterLabels)),
            cancellation: cancellation);
        return new FactorizationRanker
        {
            Names = spans.Names,
            Bins = bins,
            Model = model,
            NegativeRate = spans.NegativeRate,
        };
    }

    private static DeepRanker Deep(Spans spans, CancellationToken cancellation)
    {
        BinnedRows bins = BinnedRows.Fit(spans.Learn, spans.Names.Count, []);
        DeepFmModel model = DeepFm.Fit(
            new LabelledRows(bins.Encode(spans.Learn), new TrainingTargets(spans.Labels)),
            new DeepFmOptions { Hidden = _layers, Threads = spans.Options.Threads, Seed = spans.Options.Seed },
            new LabelledRows(bins.Encode(spans.Choose), new TrainingTargets(spans.LaterLabels)),
            cancellation: cancellation);
        return new DeepRanker
        {
            Names = spans.Names,
            Bins = bins,
            Model = model,
            NegativeRate = spans.NegativeRate,
        };
    }

    private static EntireSpaceRanker EntireSpace(
        RankRows rows, RankSplit split, Spans spans, CancellationToken cancellation)
    {
        BinnedRows bins = BinnedRows.Fit(spans.Learn, spans.Names.Count, []);
        MultiTaskRows Tasks(SparseRows features, float[] liked, float[] reached) =>
            new(features, [new TrainingTargets(liked), new TrainingTargets(reached)]);
        MultiTaskModel model = MultiTaskNetwork.Fit(
            Tasks(bins.Encode(spans.Learn), rows.LikedLabels(0, split.LearnTo), spans.Labels),
            new MultiTaskOptions
            {
                Structure = MultiTaskStructure.EntireSpace,
                TowerHidden = _layers,
                Threads = spans.Options.Threads,
                Seed = spans.Options.Seed,
            },
            Tasks(
                bins.Encode(spans.Choose), rows.LikedLabels(split.ChooseFrom, split.ChooseTo), spans.LaterLabels),
            cancellation: cancellation);
        EntireSpaceRanker ranker = new()
        {
            Names = spans.Names,
            Bins = bins,
            Model = model,
            NegativeRate = spans.NegativeRate,
        };
        ranker.Calibrate(spans.Choose, spans.LaterLabels);
        return ranker;
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

    // What one model learns from, and what it stops and is calibrated by.
    private readonly ref struct Spans(
        IReadOnlyList<string> names, ReadOnlySpan<float> learn, float[] labels, ReadOnlySpan<float> choose,
        float[] laterLabels, double negativeRate, RankTrainingOptions options)
    {
        internal IReadOnlyList<string> Names { get; } = names;

        internal ReadOnlySpan<float> Learn { get; init; } = learn;

        internal float[] Labels { get; init; } = labels;

        internal ReadOnlySpan<float> Choose { get; init; } = choose;

        internal float[] LaterLabels { get; init; } = laterLabels;

        internal double NegativeRate { get; } = negativeRate;

        internal RankTrainingOptions Options { get; } = options;
    }
}
