using System.Numerics.Tensors;
using Souk.Learning.Data;
using Souk.Learning.Numerics;

namespace Souk.Learning.Factorization;

/// <summary>
/// The gradients of one block of interactions against the negatives that they share, all taken at the same vectors.
/// Sharing turns the work into three matrix products. Each block writes its own gradient rows; nothing is shared while
/// it runs.
/// </summary>
internal sealed unsafe class SampledBlock
{
    // With fewer interactions gathering would outweigh multiplying, with more a block would leave the cache.
    private const int MinExamples = 32;
    private const int MaxExamples = 256;
    private const int BlocksPerBatch = 8;

    // Pairs that cost something are added one by one while they are at most this share of all.
    private const int SparseShare = 16;

    private readonly int _stride;
    private readonly SampledLossFunction _loss;
    private readonly bool _cosine;
    private readonly float _regularization;
    private readonly float _dropout;
    private readonly int _negatives;
    private readonly VectorTable _userRows;
    private readonly VectorTable _keptRows;
    private readonly VectorTable? _kept;
    private readonly VectorTable _itemRows;
    private readonly VectorTable _negativeRows;
    private readonly AlignedBuffer _transposed;
    private readonly AlignedBuffer _scores;
    private readonly float[] _inverseNorms;
    private readonly int[] _negativeAt;
    private readonly int[] _sameNegative;
    private readonly bool[] _touched;
    private SeededRandom _random;

    public SampledBlock(SampledFactorizationOptions options, int items)
    {
        Examples = ExamplesFor(options.BatchSize);
        _negatives = VectorTable.Padded(options.Negatives);
        _loss = new SampledLossFunction(options);
        _cosine = options.IsCosine;
        _regularization = (float)options.Regularization;
        _dropout = (float)options.Dropout;
        _userRows = new VectorTable(Examples, options.Factors);
        _kept = _dropout > 0 ? new VectorTable(Examples, options.Factors) : null;
        _keptRows = _kept is null ? _userRows : new VectorTable(Examples, options.Factors);
        _itemRows = new VectorTable(Examples, options.Factors);
        _negativeRows = new VectorTable(_negatives, options.Factors);
        _stride = _userRows.Stride;
        Users = new int[Examples];
        UserGradients = new VectorTable(Examples, options.Factors);
        ItemGradients = new VectorTable(Examples + _negatives, options.Factors);
        Items = new int[Examples + _negatives];
        _transposed = new AlignedBuffer(_stride * _negatives);
        _scores = new AlignedBuffer(Examples * _negatives);
        _inverseNorms = new float[(2 * Examples) + _negatives];
        _negativeAt = new int[items];
        Array.Fill(_negativeAt, -1);
        _sameNegative = new int[_negatives];
        _touched = new bool[_negatives];
    }

    /// <summary>Interactions in a full block.</summary>
    public int Examples { get; }

    /// <summary>The user of each example.</summary>
    public int[] Users { get; }

    /// <summary>The item of each example, then (from <see cref="Examples"/> on) the negatives.</summary>
    public int[] Items { get; }

    /// <summary>How many examples the block holds at the moment.</summary>
    public int Count { get; set; }

    /// <summary>One gradient row an example.</summary>
    public VectorTable UserGradients { get; }

    /// <summary>One gradient row for each of <see cref="Items"/>.</summary>
    public VectorTable ItemGradients { get; }

    /// <summary>The sum of the losses of the examples.</summary>
    public double Loss { get; private set; }

    /// <summary>How many interactions a block holds: an eighth of a batch, so that every core has some, within
    /// limits. Divides the batch.</summary>
    public static int ExamplesFor(int batch) => Math.Clamp(batch / BlocksPerBatch, MinExamples, MaxExamples);

    /// <summary>Whether a negative, from 0, cost any example something; its gradient row is not set
    /// otherwise.</summary>
    public bool IsTouched(int negative) => _touched[negative];

    /// <summary>Draws the negatives, uniformly where there is no sampler, and the values of users that drop out.</summary>
    public void Draw(int items, AliasSampler? sampler, SeededRandom random)
    {
        for (int n = 0; n < _negatives; n++)
        {
            Items[Examples + n] = sampler is null ? random.Next(items) : sampler.Draw(ref random);
        }

        _random = random;
    }

    /// <summary>Computes all gradients of the block, whose examples are set and whose negatives are drawn.</summary>
    public void Compute(VectorTable users, VectorTable items, SparseMatrix interactions)
    {
        Gather(users, Users.AsSpan(0, Count), _userRows, _inverseNorms);
        DropOut();
        Gather(items, Items.AsSpan(0, Count), _itemRows, _inverseNorms.AsSpan(Examples));
        Gather(items, Items.AsSpan(Examples), _negativeRows, _inverseNorms.AsSpan(2 * Examples));
        for (int n = 0; n < _negatives; n++)
        {
            float* row = _negativeRows.Pointer + (n * _stride);
            for (int c = 0; c < _stride; c++)
            {
                _transposed.Pointer[(c * _negatives) + n] = row[c];
            }
        }

        MatrixKernels.Multiply(
            _keptRows.Pointer, _stride, 1, _transposed.Pointer, _negatives, _scores.Pointer, _negatives,
            Count, _negatives, _stride, add: false);
        MaskPositives(interactions);
        Differentiate();
    }

    private void Gather(VectorTable from, ReadOnlySpan<int> ids, VectorTable to, Span<float> inverseNorms)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            float* row = from.RowPointer(ids[i]);
            float norm = _cosine ? MathF.Sqrt(VectorKernels.Dot(row, row, _stride)) : 1f;
            float inverse = norm > 0 ? 1f / norm : 0f;
            inverseNorms[i] = inverse;
            VectorKernels.Scale(to.Pointer + (i * _stride), inverse, row, _stride);
        }
    }

    /// <summary>Sets a share of the users' values to zero and scales the others up, so that scores stay the same in
    /// the mean.</summary>
    private void DropOut()
    {
        if (_kept is null)
        {
            return;
        }

        var kept = new Span<float>(_kept.Pointer, Count * _stride);
        float scale = 1f / (1f - _dropout);
        foreach (ref float value in kept)
        {
            value = _random.NextSingle() < _dropout ? 0f : scale;
        }

        TensorPrimitives.Multiply(
            kept,
            new ReadOnlySpan<float>(_userRows.Pointer, kept.Length),
            new Span<float>(_keptRows.Pointer, kept.Length));
    }

    /// <summary>A drawn item that the user has is no negative for that user.</summary>
    private void MaskPositives(SparseMatrix interactions)
    {
        ReadOnlySpan<int> negatives = Items.AsSpan(Examples);
        for (int n = 0; n < negatives.Length; n++)
        {
            _sameNegative[n] = _negativeAt[negatives[n]];
            _negativeAt[negatives[n]] = n;
        }

        for (int e = 0; e < Count; e++)
        {
            foreach (int item in interactions.RowColumns(Users[e]))
            {
                for (int n = _negativeAt[item]; n >= 0; n = _sameNegative[n])
                {
                    _scores.Pointer[(e * _negatives) + n] = float.NegativeInfinity;
                }
            }
        }

        foreach (int item in negatives)
        {
            _negativeAt[item] = -1;
        }
    }

    private void Differentiate()
    {
        float* userGradients = UserGradients.Pointer;
        float* itemGradients = ItemGradients.Pointer;
        Loss = 0;
        for (int e = 0; e < Count; e++)
        {
            float* user = _keptRows.Pointer + (e * _stride);
            float* item = _itemRows.Pointer + (e * _stride);
            float positive = VectorKernels.Dot(user, item, _stride);
            var negatives = new Span<float>(_scores.Pointer + (e * _negatives), _negatives);
            Loss += _loss.Differentiate(positive, negatives, out float slope);
            VectorKernels.Scale(userGradients + (e * _stride), slope, item, _stride);
            VectorKernels.Scale(itemGradients + (e * _stride), slope, user, _stride);
        }

        AddNegatives(userGradients, itemGradients + (Examples * _stride));
        if (_kept is not null)
        {
            TensorPrimitives.Multiply(
                new ReadOnlySpan<float>(userGradients, Count * _stride),
                new ReadOnlySpan<float>(_kept.Pointer, Count * _stride),
                new Span<float>(userGradients, Count * _stride));
        }

        for (int e = 0; e < Count; e++)
        {
            Finish(userGradients, _userRows, _inverseNorms[e], e, _regularization);
            Finish(itemGradients, _itemRows, _inverseNorms[Examples + e], e, _regularization);
        }

        for (int n = 0; n < _negatives; n++)
        {
            if (_touched[n])
            {
                Finish(
                    itemGradients + (Examples * _stride), _negativeRows, _inverseNorms[(2 * Examples) + n], n, 0);
            }
        }
    }

    private void AddNegatives(float* userGradients, float* negativeGradients)
    {
        var derivatives = new ReadOnlySpan<float>(_scores.Pointer, Count * _negatives);
        if ((derivatives.Length - derivatives.Count(0f)) * SparseShare <= derivatives.Length)
        {
            AddNegativesSparsely(userGradients, negativeGradients);
            return;
        }

        Array.Fill(_touched, true);
        MatrixKernels.Multiply(
            _scores.Pointer, _negatives, 1, _negativeRows.Pointer, _stride, userGradients, _stride,
            Count, _stride, _negatives, add: true);
        MatrixKernels.Multiply(
            _scores.Pointer, 1, _negatives, _keptRows.Pointer, _stride, negativeGradients, _stride,
            _negatives, _stride, Count, add: false);
    }

    /// <summary>Most negatives lie below the margin of the contrastive loss.</summary>
    private void AddNegativesSparsely(float* userGradients, float* negativeGradients)
    {
        Array.Clear(_touched);
        for (int e = 0; e < Count; e++)
        {
            var row = new ReadOnlySpan<float>(_scores.Pointer + (e * _negatives), _negatives);
            int n = row.IndexOfAnyExcept(0f);
            while (n >= 0)
            {
                float* negative = negativeGradients + (n * _stride);
                if (!_touched[n])
                {
                    _touched[n] = true;
                    new Span<float>(negative, _stride).Clear();
                }

                VectorKernels.AddScaled(
                    userGradients + (e * _stride), row[n], _negativeRows.Pointer + (n * _stride), _stride);
                VectorKernels.AddScaled(negative, row[n], _keptRows.Pointer + (e * _stride), _stride);
                int next = row[(n + 1)..].IndexOfAnyExcept(0f);
                n = next < 0 ? -1 : n + 1 + next;
            }
        }
    }

    /// <summary>Turns a gradient by a unit vector into one by the vector, and adds the regularization.</summary>
    private void Finish(float* gradients, VectorTable rows, float inverseNorm, int at, float regularization)
    {
        float* gradient = gradients + (at * _stride);
        float* row = rows.Pointer + (at * _stride);
        if (_cosine)
        {
            VectorKernels.AddScaled(gradient, -VectorKernels.Dot(gradient, row, _stride), row, _stride);
            VectorKernels.Scale(gradient, inverseNorm, gradient, _stride);
        }

        if (regularization > 0 && inverseNorm > 0)
        {
            VectorKernels.AddScaled(gradient, regularization / inverseNorm, row, _stride);
        }
    }
}
