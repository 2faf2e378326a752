using Souk.Learning.Data;
using Souk.Learning.Numerics;
using Souk.Learning.Training;

namespace Souk.Learning.Factorization;

/// <summary>The state of one training of <see cref="SampledFactorization"/>.</summary>
internal sealed unsafe class SampledTraining
{
    // Streams 1 and 2 of the seed are the starting vectors; orders and blocks come after them.
    private const ulong OrderStream = 1UL << 32;
    private const ulong BlockStream = 1UL << 33;

    private readonly SparseMatrix _interactions;
    private readonly VectorTable _users;
    private readonly VectorTable _items;
    private readonly SampledFactorizationOptions _options;
    private readonly RowAdam _userSteps;
    private readonly RowAdam _itemSteps;
    private readonly AliasSampler? _sampler;
    private readonly int[] _order;
    private readonly int[] _userOf;
    private readonly SampledBlock[] _blocks;
    private readonly int _examples;
    private ulong _blocksDone;
    private long _steps;

    public SampledTraining(
        SparseMatrix interactions, VectorTable users, VectorTable items, SampledFactorizationOptions options)
    {
        _interactions = interactions;
        _users = users;
        _items = items;
        _options = options;
        _userSteps = new RowAdam(users, options.FadingMoments);
        _itemSteps = new RowAdam(items, options.FadingMoments);
        _sampler = options.NegativeExponent == 0 ? null : Sampler(interactions, options.NegativeExponent);
        _order = new int[interactions.Count];
        _userOf = new int[interactions.Count];
        for (int u = 0; u < interactions.Rows; u++)
        {
            _userOf.AsSpan(interactions.RowStarts[u]..interactions.RowStarts[u + 1]).Fill(u);
        }

        _examples = SampledBlock.ExamplesFor(options.BatchSize);
        int blocks = Math.Min(options.BatchSize, Math.Max(interactions.Count, 1)) / _examples;
        _blocks = new SampledBlock[Math.Max(1, blocks)];
        for (int b = 0; b < _blocks.Length; b++)
        {
            _blocks[b] = new SampledBlock(options, items.Rows);
        }
    }

    /// <summary>One pass over the interactions in a new order; gives the mean loss.</summary>
    public double Epoch(int epoch, double rate, CancellationToken cancellation)
    {
        for (int i = 0; i < _order.Length; i++)
        {
            _order[i] = i;
        }

        var random = new SeededRandom(_options.Seed, OrderStream + (ulong)epoch);
        random.Shuffle<int>(_order);
        double loss = 0;
        int batch = _blocks.Length * _examples;
        for (int from = 0; from < _order.Length; from += batch)
        {
            loss += Batch(_order.AsSpan(from, Math.Min(batch, _order.Length - from)), rate, cancellation);
        }

        for (int u = 0; u < _users.Rows; u++)
        {
            _userSteps.CatchUp(u, rate, _steps);
        }

        for (int i = 0; i < _items.Rows; i++)
        {
            _itemSteps.CatchUp(i, rate, _steps);
        }

        return loss / _order.Length;
    }

    private double Batch(ReadOnlySpan<int> entries, double rate, CancellationToken cancellation)
    {
        int used = WorkPartition.BlockCount(entries.Length, _examples);
        for (int b = 0; b < used; b++)
        {
            int start = b * _examples;
            SampledBlock block = _blocks[b];
            block.Count = Math.Min(_examples, entries.Length - start);
            for (int e = 0; e < block.Count; e++)
            {
                block.Users[e] = _userOf[entries[start + e]];
                block.Items[e] = _interactions.ColumnIndices[entries[start + e]];
            }

            block.Draw(_items.Rows, _sampler, new SeededRandom(_options.Seed, BlockStream + _blocksDone++));
            CatchUp(block, rate);
        }

        WorkPartition.ForBlocks(
            used,
            1,
            _options.Threads,
            (b, _, _) => _blocks[b].Compute(_users, _items, _interactions),
            cancellation);
        return Apply(used, rate);
    }

    private void CatchUp(SampledBlock block, double rate)
    {
        for (int e = 0; e < block.Count; e++)
        {
            _userSteps.CatchUp(block.Users[e], rate, _steps);
            _itemSteps.CatchUp(block.Items[e], rate, _steps);
        }

        for (int n = _examples; n < block.Items.Length; n++)
        {
            _itemSteps.CatchUp(block.Items[n], rate, _steps);
        }
    }

    private double Apply(int used, double rate)
    {
        double loss = 0;
        for (int b = 0; b < used; b++)
        {
            SampledBlock block = _blocks[b];
            loss += block.Loss;
            for (int e = 0; e < block.Count; e++)
            {
                _userSteps.Add(block.Users[e], block.UserGradients.RowPointer(e));
                _itemSteps.Add(block.Items[e], block.ItemGradients.RowPointer(e));
            }

            for (int n = _examples; n < block.Items.Length; n++)
            {
                if (block.IsTouched(n - _examples))
                {
                    _itemSteps.Add(block.Items[n], block.ItemGradients.RowPointer(n));
                }
            }
        }

        _steps++;
        _userSteps.Apply(rate, _steps, _options.Threads);
        _itemSteps.Apply(rate, _steps, _options.Threads);
        return loss;
    }

    private static AliasSampler Sampler(SparseMatrix interactions, double exponent)
    {
        double[] weights = new double[interactions.Columns];
        foreach (int item in interactions.ColumnIndices)
        {
            weights[item]++;
        }

        for (int i = 0; i < weights.Length; i++)
        {
            // An item nobody has yet counts as one interaction, so that a negative exponent stays finite.
            weights[i] = Math.Pow(Math.Max(1, weights[i]), exponent);
        }

        return new AliasSampler(weights);
    }
}
