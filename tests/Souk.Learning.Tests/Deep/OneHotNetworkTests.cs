using Souk.Learning.Data;
using Souk.Learning.Deep;
using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.Tests.Deep;

public class OneHotNetworkTests
{
    private const int Rows = 400;

    // Fields of 5, 3, 7 and 1 indices.
    private static readonly int[] _starts = [0, 5, 8, 15, 16];

    [Theory]
    [InlineData(true, 5, 1, new[] { 40, 9 })]
    [InlineData(true, 16, 3, new[] { 32 })]
    [InlineData(false, 20, 2, new[] { 7 })]
    [InlineData(true, 4, 1, new int[0])]
    public void DeepFm_ScoresAsTheNetworkItself(bool interactions, int size, int networks, int[] hidden)
    {
        SparseRows rows = Make();
        DeepFmModel model = DeepFm.Fit(
            new LabelledRows(rows, new TrainingTargets(MadeRows.Labels(Rows, 0.4))),
            new DeepFmOptions
            {
                HasInteractions = interactions,
                EmbeddingSize = size,
                Networks = networks,
                Hidden = hidden,
                Epochs = 3,
            });
        OneHotNetwork oneHot = model.ToOneHot(FieldOfIndex());
        Span<double> score = stackalloc double[1];
        for (int r = 0; r < Rows; r++)
        {
            oneHot.Score(rows.Indices(r), score);
            Assert.Equal(model.Score(rows.Indices(r), rows.Values(r), rows.Fields(r)), score[0], 1e-5);
        }
    }

    [Theory]
    [InlineData(new[] { 32 })]
    [InlineData(new[] { 33, 20, 6 })]
    public void EntireSpace_ScoresAsTheNetworkItself(int[] hidden)
    {
        SparseRows rows = Make();
        float[] clicks = MadeRows.Labels(Rows, 0.4);
        float[] conversions = [.. clicks.Zip(MadeRows.Labels(Rows, 0.3, seed: 9), (c, b) => c * b)];
        MultiTaskModel model = MultiTaskNetwork.Fit(
            new MultiTaskRows(rows, [new TrainingTargets(clicks), new TrainingTargets(conversions)]),
            new MultiTaskOptions
            {
                Structure = MultiTaskStructure.EntireSpace,
                TowerHidden = hidden,
                Epochs = 3,
            });
        OneHotNetwork oneHot = model.ToOneHot(FieldOfIndex());
        Span<double> scores = stackalloc double[2];
        Span<double> chances = stackalloc double[2];
        for (int r = 0; r < Rows; r++)
        {
            oneHot.Score(rows.Indices(r), scores);
            model.Predict(rows.Indices(r), rows.Values(r), rows.Fields(r), chances);
            Assert.Equal(chances[0], 1 / (1 + Math.Exp(-scores[0])), 1e-5);
            Assert.Equal(chances[1], 1 / (1 + Math.Exp(-scores[1])), 1e-5);
        }
    }

    [Fact]
    public void WhatDoesNotFit_IsRefused()
    {
        SparseRows rows = Make();
        DeepFmModel model = DeepFm.Fit(
            new LabelledRows(rows, new TrainingTargets(MadeRows.Labels(Rows, 0.4))), new DeepFmOptions { Epochs = 1 });
        Assert.Throws<ArgumentException>(() => model.ToOneHot(FieldOfIndex().AsSpan(1)));
        ushort[] beyond = FieldOfIndex();
        beyond[3] = 4;
        Assert.Throws<ArgumentException>(() => model.ToOneHot(beyond));
        OneHotNetwork oneHot = model.ToOneHot(FieldOfIndex());
        Assert.Equal((4, 1), (oneHot.Fields, oneHot.Tasks));
        Assert.Throws<ArgumentException>(() => oneHot.Score([0, 5, 8], new double[1]));
        Assert.Throws<ArgumentException>(() => oneHot.Score([0, 5, 8, 16], new double[1]));
        Assert.Throws<ArgumentException>(() => oneHot.Score([0, 5, 8, -1], new double[1]));
        Assert.Throws<ArgumentException>(() => oneHot.Score([0, 5, 8, 15], new double[2]));
        MultiTaskModel mixture = MultiTaskNetwork.Fit(
            new MultiTaskRows(rows, [new TrainingTargets(MadeRows.Labels(Rows, 0.4))]),
            new MultiTaskOptions { Epochs = 1 });
        Assert.Throws<InvalidOperationException>(() => mixture.ToOneHot(FieldOfIndex()));
    }

    private static ushort[] FieldOfIndex() =>
        [.. Enumerable.Range(0, _starts[^1]).Select(i => (ushort)(Array.FindLastIndex(_starts, s => s <= i)))];

    private static SparseRows Make()
    {
        SeededRandom random = new(5);
        SparseRowsBuilder builder = new(_starts[^1], _starts.Length - 1);
        for (int r = 0; r < Rows; r++)
        {
            for (int field = 0; field < _starts.Length - 1; field++)
            {
                builder.Add(_starts[field] + random.Next(_starts[field + 1] - _starts[field]), 1, field);
            }

            builder.EndRow();
        }

        return builder.Build();
    }
}
