using Souk.Learning.Data;
using Souk.Learning.Deep;
using Souk.Learning.Deep.Networks;
using Souk.Learning.Deep.Towers;
using Souk.Learning.Evaluation;
using Souk.Learning.Numerics;
using Souk.Learning.Persistence;
using Souk.Learning.Splits;
using Souk.Learning.Training;

namespace Souk.Learning.Tests.Deep;

public class TwoTowerTests
{
    private const double Step = 1e-7;

    [Theory]
    [InlineData(false, true, 1.0)]
    [InlineData(true, true, 0.5)]
    [InlineData(true, false, 0.0)]
    public void Learn_OneStep_FollowsTheGradient(bool layers, bool history, double correction)
    {
        TwoTowerData data = WithFeatures(30, 20, 250);
        var options = new TwoTowerOptions
        {
            Factors = 5,
            EmbeddingSize = 4,
            Hidden = layers ? [6] : [],
            HasHistory = history,
            PopularityCorrection = correction,
            Temperature = 0.5,
            InitialDeviation = 0.5,
            L2 = 0.03,
            EmbeddingL2 = 0.1,
            BatchSize = 200,
        };
        (Tower users, Tower items) = TwoTower.Towers(data, options);
        var learner = new TwoTowerLearner(data, null, users, items, options);
        var naive = new NaiveTowers(data, options, learner.Weights[0], learner.Weights[1]);
        var random = new SeededRandom(5);
        int[] pairUsers = new int[140];
        int[] pairItems = new int[140];
        for (int i = 0; i < pairUsers.Length; i++)
        {
            do
            {
                pairUsers[i] = random.Next(30);
            }
            while (data.Interactions.RowColumns(pairUsers[i]).IsEmpty);
            ReadOnlySpan<int> row = data.Interactions.RowColumns(pairUsers[i]);
            pairItems[i] = row[random.Next(row.Length)];
        }

        double loss = learner.Learn(pairUsers, pairItems);
        Assert.Equal(naive.Loss(pairUsers, pairItems) - naive.Penalty(pairUsers, pairItems), loss, 1e-4);
        (NaiveNetwork Users, NaiveNetwork Items) found = FirstMoments(learner);
        int large = Compare(naive, naive.Users, found.Users, pairUsers, pairItems)
            + Compare(naive, naive.Items, found.Items, pairUsers, pairItems);
        Assert.True(large > 50, $"Only {large} gradients are large enough to mean something.");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Fit_Groups_AreFoundAgain(bool layers, bool history)
    {
        InteractionSplit split = InteractionSplitter.HoldOutRandom(Groups(120, 60, 4, 12), 0.25);
        var options = new TwoTowerOptions
        {
            Factors = 16,
            EmbeddingSize = 16,
            Hidden = layers ? [32] : [],
            HasHistory = history,
            BatchSize = 128,
            Epochs = 15,
            LearningRate = 0.01,
        };
        TwoTowerModel model = TwoTower.Fit(new TwoTowerData(split.Train), options);
        RankingReport report = RankingEvaluator.Evaluate(
            model, split.Train, split.Held, new RankingOptions { Cutoffs = [10] });
        Assert.InRange(report.Mean(RankingMetric.Recall, 10), 0.9, 1);
    }

    [Fact]
    public void PlaceUser_KnownUser_SameVector_NewUserLandsInTheirGroup()
    {
        SparseMatrix interactions = Groups(120, 60, 4, 12);
        TwoTowerModel model = TwoTower.Fit(
            new TwoTowerData(interactions),
            new TwoTowerOptions
            {
                Factors = 16,
                BatchSize = 128,
                Epochs = 25,
                LearningRate = 0.01,
                Temperature = 0.1,
                EmbeddingL2 = 0,
            });
        float[] vector = new float[16];
        model.PlaceUser([7], [1], [0], interactions.RowColumns(7), vector);
        Assert.Equal(model.UserFactors.Row(7).ToArray(), vector);
        model.PlaceItem([9], [1], [0], vector);
        Assert.Equal(model.ItemFactors.Row(9).ToArray(), vector);
        model.PlaceUser([], [], [], [3, 7, 11], vector);
        IEnumerable<int> all = Enumerable.Range(0, 60);
        int[] best = [.. all.OrderByDescending(i => Dot(vector, model.ItemFactors.Row(i))).Take(10)];
        Assert.All(best, item => Assert.Equal(3, item % 4));
        model.PlaceUser([], [], [], [], vector);
        Assert.All(vector, v => Assert.Equal(0, v));
        int[] history = [3, 7, 11];
        model.PlaceUser([], [], [], history, vector);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            model.PlaceUser([], [], [], history, vector);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Fit_AnyNumberOfThreads_SameModel()
    {
        TwoTowerData data = WithFeatures(60, 40, 700);
        var options = new TwoTowerOptions { Factors = 20, Hidden = [12], Epochs = 2, Threads = 1, Dropout = 0.1 };
        byte[] one = Saved(TwoTower.Fit(data, options));
        Assert.Equal(one, Saved(TwoTower.Fit(data, options with { Threads = 2 })));
        Assert.Equal(one, Saved(TwoTower.Fit(data, options with { Threads = 4 })));
    }

    [Fact]
    public void Fit_StoppedAndResumed_SameModelAsUninterrupted()
    {
        InteractionSplit split = InteractionSplitter.HoldOutRandom(Groups(60, 40, 4, 10), 0.25);
        var data = new TwoTowerData(split.Train);
        var options = new TwoTowerOptions { Factors = 8, Epochs = 8, BatchSize = 64, Hidden = [8], Dropout = 0.2 };
        byte[] uninterrupted = Saved(TwoTower.Fit(data, options, split.Held));
        string file = Path.Combine(Path.GetTempPath(), $"souk-towers-{Guid.NewGuid():n}");
        try
        {
            TwoTower.Fit(data, options with { Epochs = 3 }, split.Held, file);
            Assert.Equal(uninterrupted, Saved(TwoTower.Fit(data, options, split.Held, file)));
            Assert.ThrowsAny<ArgumentException>(
                () => TwoTower.Fit(data, options with { Temperature = 0.7 }, split.Held, file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SaveLoadAndExportImport_SameModel_AndDamageIsRefused(bool layers)
    {
        TwoTowerData data = WithFeatures(10, 8, 30);
        TwoTowerModel model = TwoTower.Fit(
            data, new TwoTowerOptions { Factors = 3, EmbeddingSize = 2, Hidden = layers ? [4] : [], Epochs = 1 });
        byte[] file = Saved(model);
        Assert.Equal(file, Saved(TwoTowerModel.Load(new MemoryStream(file))));
        using var tensors = new MemoryStream();
        model.ExportWeights(tensors);
        tensors.Position = 0;
        Assert.Equal(file, Saved(TwoTowerModel.ImportWeights(tensors, data, true)));
        tensors.Position = 0;
        Assert.Throws<InvalidDataException>(() => TwoTowerModel.ImportWeights(tensors, data, false));
        for (int at = 0; at < file.Length; at += at < 150 ? 1 : 61)
        {
            byte[] damaged = [.. file];
            damaged[at] ^= 0x80;
            Assert.Throws<InvalidDataException>(() => TwoTowerModel.Load(new MemoryStream(damaged)));
            Assert.Throws<InvalidDataException>(() => TwoTowerModel.Load(new MemoryStream(file, 0, at)));
        }
    }

    [Fact]
    public void Fit_WhatItCannotUse_Refused()
    {
        SparseMatrix none = SparseMatrix.FromEntries(3, 4, [], [], []);
        Assert.ThrowsAny<ArgumentException>(() => new TwoTowerData(none));
        SparseMatrix some = Groups(10, 8, 2, 3);
        Assert.ThrowsAny<ArgumentException>(() => new TwoTowerData(some, MadeRows.Mixed(9)));
        var data = new TwoTowerData(some);
        Assert.ThrowsAny<ArgumentException>(() => TwoTower.Fit(data, null, none));
        Assert.ThrowsAny<ArgumentException>(() => TwoTower.Fit(data, null, Groups(10, 9, 2, 3)));
        foreach (TwoTowerOptions wrong in new TwoTowerOptions[]
        {
            new() { Factors = 0 },
            new() { Temperature = 0 },
            new() { PopularityCorrection = 1.1 },
            new() { BatchSize = 1 },
            new() { BatchSize = 8193 },
            new() { EmbeddingL2 = -1 },
        })
        {
            Assert.ThrowsAny<ArgumentException>(() => TwoTower.Fit(data, wrong));
        }

        TwoTowerModel model = TwoTower.Fit(data, new TwoTowerOptions { Epochs = 1, Factors = 4 });
        Assert.ThrowsAny<ArgumentException>(() => model.PlaceUser([10], [1], [0], [], new float[4]));
        Assert.ThrowsAny<ArgumentException>(() => model.PlaceUser([0], [1], [1], [], new float[4]));
        Assert.ThrowsAny<ArgumentException>(() => model.PlaceUser([0], [1], [0], [8], new float[4]));
        Assert.ThrowsAny<ArgumentException>(() => model.PlaceUser([0], [1], [0], [], new float[3]));
        Assert.ThrowsAny<ArgumentException>(() => model.PlaceItem([0], [float.NaN], [0], new float[4]));
    }

    private static int Compare(
        NaiveTowers naive, NaiveNetwork network, NaiveNetwork found, int[] pairUsers, int[] pairItems)
    {
        int large = 0;
        foreach ((string name, double[] values) in network.Tensors)
        {
            for (int i = 0; i < values.Length; i++)
            {
                double kept = values[i];
                values[i] = kept + Step;
                double up = naive.Loss(pairUsers, pairItems);
                values[i] = kept - Step;
                double down = naive.Loss(pairUsers, pairItems);
                values[i] = kept;
                double expected = (up - down) / (2 * Step);
                Assert.Equal(expected, found.Tensors[name][i] / (1 - 0.9f), 3e-5);
                large += Math.Abs(expected) > 1e-3 ? 1 : 0;
            }
        }

        return large;
    }

    private static (NaiveNetwork Users, NaiveNetwork Items) FirstMoments(TwoTowerLearner learner)
    {
        using var stream = new MemoryStream();
        var writer = new ModelWriter(stream, "moments", 1);
        learner.SaveOptimizer(writer);
        writer.Complete();
        stream.Position = 0;
        var reader = new ModelReader(stream, "moments", 1);
        reader.ReadInt64();
        var found = new NaiveNetwork[2];
        for (int side = 0; side < 2; side++)
        {
            NetworkWeights moments = learner.Weights[side].Copy();
            reader.ReadArray<float>().CopyTo(moments.Dense.Span);
            reader.ReadArray<float>();
            reader.ReadArray<float>().CopyTo(moments.Embeddings.Vectors.AllValues());
            reader.ReadArray<float>();
            reader.ReadArray<float>();
            reader.ReadArray<float>();
            found[side] = new NaiveNetwork(moments);
        }

        return (found[0], found[1]);
    }

    private static TwoTowerData WithFeatures(int users, int items, int count)
    {
        var random = new SeededRandom(11);
        int[] rows = [.. Enumerable.Range(0, count).Select(_ => random.Next(users))];
        int[] columns = [.. Enumerable.Range(0, count).Select(_ => random.Next(items))];
        float[] ones = [.. Enumerable.Repeat(1f, count)];
        return new TwoTowerData(
            SparseMatrix.FromEntries(users, items, rows, columns, ones), MadeRows.Mixed(users, 3),
            MadeRows.Mixed(items, 4));
    }

    /// <summary>Users and items in groups; users interact with items of their own group, user by user.</summary>
    private static SparseMatrix Groups(int users, int items, int groups, int each)
    {
        var random = new SeededRandom(12);
        List<int> rows = [];
        List<int> columns = [];
        for (int u = 0; u < users; u++)
        {
            int[] own = [.. Enumerable.Range(0, items).Where(i => i % groups == u % groups)];
            random.Shuffle<int>(own);
            foreach (int item in own.Take(each))
            {
                rows.Add(u);
                columns.Add(item);
            }
        }

        return SparseMatrix.FromEntries(
            users, items, rows.ToArray(), columns.ToArray(), [.. Enumerable.Repeat(1f, rows.Count)]);
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static byte[] Saved(TwoTowerModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }
}
