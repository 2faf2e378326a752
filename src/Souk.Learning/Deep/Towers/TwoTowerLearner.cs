using Souk.Learning.Data;
using Souk.Learning.Deep.Layers;
using Souk.Learning.Deep.Networks;
using Souk.Learning.Deep.Training;
using Souk.Learning.Numerics;
using Souk.Learning.Persistence;
using Souk.Learning.Training;

namespace Souk.Learning.Deep.Towers;

/// <summary>Mini-batch training of two towers by the in-batch softmax; sums over a batch run in a fixed order, so that
/// the threads do not change the result.</summary>
internal sealed class TwoTowerLearner : IEpochLearner
{
    private const int RowsPerBlock = 128;

    // Streams of random numbers, see NetworkLearner; each tower's starting weights take two.
    private const ulong UserStream = 1;
    private const ulong ItemStream = 3;
    private const ulong OrderStream = 1UL << 32;
    private const ulong DropoutStream = 1UL << 40;

    private readonly TwoTowerData _data;
    private readonly SparseMatrix? _validation;
    private readonly TwoTowerOptions _options;
    private readonly TowerSide _users;
    private readonly TowerSide _items;
    private readonly SoftmaxBatch _softmax;
    private readonly int[] _pairUsers;
    private readonly int[] _pairItems;
    private readonly int _batch;
    private long _step;

    public TwoTowerLearner(
        TwoTowerData data, SparseMatrix? validation, Tower userTower, Tower itemTower, TwoTowerOptions options)
    {
        _data = data;
        _validation = validation;
        _options = options;
        _batch = Math.Min(options.BatchSize, Math.Max(data.Interactions.Count, validation?.Count ?? 0));
        _users = new TowerSide(
            userTower, data.UserFeatures, data.Interactions, options, _batch, RowsPerBlock, UserStream);
        _items = new TowerSide(itemTower, data.ItemFeatures, null, options, _batch, RowsPerBlock, ItemStream);
        _softmax = new SoftmaxBatch(
            _batch, RowsPerBlock, userTower.OutputStride, options.Temperature, Corrections(data.Interactions, options),
            data.Interactions);
        (_pairUsers, _pairItems) = Pairs(data.Interactions);
    }

    public IReadOnlyList<NetworkWeights> Weights => [_users.Weights, _items.Weights];

    public double LearnEpoch(int epoch, CancellationToken cancellation)
    {
        int[] order = [.. Enumerable.Range(0, _pairUsers.Length)];
        var random = new SeededRandom(_options.Seed, OrderStream + (ulong)epoch);
        random.Shuffle<int>(order);
        int[] users = Array.ConvertAll(order, i => _pairUsers[i]);
        int[] items = Array.ConvertAll(order, i => _pairItems[i]);
        double sum = 0;
        for (int from = 0; from < order.Length; from += _batch)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(_batch, order.Length - from);
            sum += count * Learn(users.AsMemory(from, count), items.AsMemory(from, count));
        }

        return sum / order.Length;
    }

    /// <summary>The mean in-batch loss of the validation interactions, in batches of users mixed by a fixed
    /// shuffle.</summary>
    public double ValidationLoss(CancellationToken cancellation)
    {
        if (_validation is null)
        {
            return double.NaN;
        }

        (int[] pairUsers, int[] pairItems) = Pairs(_validation);
        int[] order = [.. Enumerable.Range(0, pairUsers.Length)];
        var random = new SeededRandom(_options.Seed, OrderStream);
        random.Shuffle<int>(order);
        int[] users = Array.ConvertAll(order, i => pairUsers[i]);
        int[] items = Array.ConvertAll(order, i => pairItems[i]);
        double sum = 0;
        for (int from = 0; from < order.Length; from += _batch)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(_batch, order.Length - from);
            ReadOnlyMemory<int> batchItems = items.AsMemory(from, count);
            ReadOnlyMemory<int> batchUsers = users.AsMemory(from, count);
            Forward(batchUsers, batchItems, false);
            sum += count * _softmax.Run(batchUsers, batchItems, _users, _items, false, _options.Threads);
        }

        return sum / order.Length;
    }

    /// <summary>Learns from one batch and gives its loss, without penalties, before the step.</summary>
    internal double Learn(ReadOnlyMemory<int> users, ReadOnlyMemory<int> items)
    {
        _step++;
        _users.Prepare(_options.Threads);
        _items.Prepare(_options.Threads);
        float scale = Forward(users, items, true);
        double loss = _softmax.Run(users, items, _users, _items, true, _options.Threads);
        WorkPartition.ForBlocks(users.Length, RowsPerBlock, _options.Threads, (b, from, to) =>
        {
            _users.Backward(b, from, to - from, scale);
            _items.Backward(b, from, to - from, scale);
        });
        var adam = new AdamKernel(_options.LearningRate, _step);
        _users.Step(adam, users.Span, items.Span, RowsPerBlock, _options.Threads);
        _items.Step(adam, items.Span, [], RowsPerBlock, _options.Threads);
        return loss;
    }

    public void SaveOptimizer(ModelWriter writer)
    {
        writer.WriteInt64(_step);
        _users.SaveOptimizer(writer);
        _items.SaveOptimizer(writer);
    }

    public void LoadOptimizer(ModelReader reader)
    {
        _step = reader.ReadInt64();
        _users.LoadOptimizer(reader);
        _items.LoadOptimizer(reader);
    }

    public byte[] Fingerprint()
    {
        var print = new Fingerprint();
        print.Add((_options with { Threads = 0, Epochs = 1, Hidden = [] }).ToString());
        print.Add<int>([.. _options.Hidden]);
        print.Add(_data.UserFeatures);
        print.Add(_data.ItemFeatures);
        print.Add<int>(_data.Interactions.RowStarts);
        print.Add<int>(_data.Interactions.ColumnIndices);
        if (_validation is not null)
        {
            print.Add<int>(_validation.RowStarts);
            print.Add<int>(_validation.ColumnIndices);
        }

        return print.Finish();
    }

    /// <summary>Computes the vectors of a batch; gives the dropout's scale. While learning, a pair's item is left out
    /// of its user's history.</summary>
    private float Forward(ReadOnlyMemory<int> users, ReadOnlyMemory<int> items, bool learning)
    {
        double share = learning ? _options.Dropout : 0;
        ulong stream = DropoutStream + ((ulong)_step * 2 * (ulong)_batch);
        WorkPartition.ForBlocks(users.Length, RowsPerBlock, _options.Threads, (b, from, to) =>
        {
            var dropout = new DropoutSource(share, _options.Seed, stream + (2 * (ulong)b));
            _users.Forward(
                b, from, users.Span[from..to], learning ? items.Span[from..to] : [], ref dropout);
            dropout = new DropoutSource(share, _options.Seed, stream + (2 * (ulong)b) + 1);
            _items.Forward(b, from, items.Span[from..to], [], ref dropout);
        });
        return new DropoutSource(share, _options.Seed, stream).Scale;
    }

    private static (int[] Users, int[] Items) Pairs(SparseMatrix interactions)
    {
        int[] users = new int[interactions.Count];
        for (int u = 0; u < interactions.Rows; u++)
        {
            users.AsSpan(interactions.RowStarts[u]..interactions.RowStarts[u + 1]).Fill(u);
        }

        return (users, interactions.ColumnIndices);
    }

    /// <summary>The logarithm of each item's share of the interactions, one count added to each so that new items have
    /// one.</summary>
    private static float[] Corrections(SparseMatrix interactions, TwoTowerOptions options)
    {
        int[] counts = new int[interactions.Columns];
        foreach (int item in interactions.ColumnIndices)
        {
            counts[item]++;
        }

        double total = interactions.Count + counts.Length;
        return Array.ConvertAll(
            counts, c => (float)(options.PopularityCorrection * Math.Log((c + 1) / total)));
    }
}
