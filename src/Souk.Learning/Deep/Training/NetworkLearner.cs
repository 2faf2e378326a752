using Souk.Learning.Data;
using Souk.Learning.Deep.Layers;
using Souk.Learning.Deep.Networks;
using Souk.Learning.Numerics;
using Souk.Learning.Persistence;
using Souk.Learning.Training;

namespace Souk.Learning.Deep.Training;

/// <summary>
/// Mini-batch training of a network on labelled rows. A batch is cut into fixed blocks; threads take blocks, and all
/// sums over a batch run in the order of blocks and rows, so that the threads do not change the result.
/// </summary>
internal sealed unsafe class NetworkLearner : IEpochLearner
{
    private const int RowsPerBlock = 128;

    // Streams of random numbers: the drawn weights, then one an epoch for the order, and one a block for dropout.
    private const ulong EmbeddingStream = 1;
    private const ulong DenseStream = 2;
    private const ulong OrderStream = 1UL << 32;
    private const ulong DropoutStream = 1UL << 40;

    private readonly NetworkBody _body;
    private readonly NetworkWeights _weights;
    private readonly NetworkTrainingOptions _options;
    private readonly SparseRows _rows;
    private readonly NetworkLoss _loss;
    private readonly SparseRows? _validationRows;
    private readonly NetworkLoss? _validationLoss;
    private readonly NetworkScorer _scorer;
    private readonly DenseAdam _dense;
    private readonly EmbeddingAdam _embeddings;
    private readonly NetworkBlock[] _blocks;
    private readonly AlignedBuffer[] _gradients;
    private readonly double[] _losses;
    private readonly double[] _scales;
    private readonly int[] _order;
    private long _step;

    public NetworkLearner(
        NetworkBody body, SparseRows rows, NetworkLoss loss, SparseRows? validationRows, NetworkLoss? validationLoss,
        NetworkTrainingOptions options)
    {
        _body = body;
        _rows = rows;
        _loss = loss;
        _validationRows = validationRows;
        _validationLoss = validationLoss;
        _options = options;
        _weights = new NetworkWeights(body.Shape, body.HasFirstOrder, body.Layout);
        _weights.Embeddings.Draw(options.InitialDeviation, options.Seed, EmbeddingStream);
        _weights.Dense.Draw(options.Seed, DenseStream);
        _scorer = new NetworkScorer(body, _weights);
        _dense = new DenseAdam(_weights.Dense, options.L2);
        _embeddings = new EmbeddingAdam(_weights.Embeddings, options.EmbeddingL2, options.EmbeddingL2);
        int batch = Math.Min(options.BatchSize, rows.Rows);
        _blocks = new NetworkBlock[WorkPartition.BlockCount(batch, RowsPerBlock)];
        for (int b = 0; b < _blocks.Length; b++)
        {
            _blocks[b] = new NetworkBlock(body, Math.Min(RowsPerBlock, batch), true);
        }

        _gradients = Array.ConvertAll(_blocks, b => b.Gradients);
        _losses = new double[_blocks.Length];
        _scales = new double[loss.Tasks];
        _order = new int[rows.Rows];
    }

    public IReadOnlyList<NetworkWeights> Weights => [_weights];

    public double LearnEpoch(int epoch, CancellationToken cancellation)
    {
        for (int r = 0; r < _order.Length; r++)
        {
            _order[r] = r;
        }

        var random = new SeededRandom(_options.Seed, OrderStream + (ulong)epoch);
        random.Shuffle<int>(_order);
        double sum = 0;
        for (int from = 0; from < _order.Length; from += _options.BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(_options.BatchSize, _order.Length - from);
            sum += count * Learn(_order.AsMemory(from, count));
        }

        return sum / _order.Length;
    }

    public double ValidationLoss(CancellationToken cancellation)
    {
        if (_validationRows is null || _validationLoss is null)
        {
            return double.NaN;
        }

        float[] logits = _scorer.Score(_validationRows, _options.Threads, cancellation);
        int[] rows = [.. Enumerable.Range(0, _validationRows.Rows)];
        double[] scales = new double[_body.Tasks];
        _validationLoss.Scales(rows, scales);
        double loss = 0;
        for (int r = 0; r < rows.Length; r++)
        {
            loss += _validationLoss.Row(r, scales, logits.AsSpan(r), [], rows.Length);
        }

        return loss;
    }

    /// <summary>Learns from one batch and gives its loss, without penalties, before the step.</summary>
    internal double Learn(ReadOnlyMemory<int> batch)
    {
        _step++;
        double loss = Differentiate(batch);
        int blocks = WorkPartition.BlockCount(batch.Length, RowsPerBlock);
        var adam = new AdamKernel(_options.LearningRate, _step);
        _dense.Apply(_gradients, blocks, adam, _options.Threads);
        HandInEmbeddings(batch.Span);
        _embeddings.Apply(adam, 1f / batch.Length, _options.Threads);
        return loss;
    }

    /// <summary>Computes the loss of a batch and the gradients, block by block.</summary>
    private double Differentiate(ReadOnlyMemory<int> batch)
    {
        _loss.Scales(batch.Span, _scales);
        _dense.Transpose(_options.Threads);
        WorkPartition.ForBlocks(
            batch.Length, RowsPerBlock, _options.Threads,
            (b, from, to) => _losses[b] = LearnBlock(b, batch.Span[from..to]));
        double sum = 0;
        for (int b = 0; b < WorkPartition.BlockCount(batch.Length, RowsPerBlock); b++)
        {
            sum += _losses[b];
        }

        return sum;
    }

    public void SaveOptimizer(ModelWriter writer)
    {
        writer.WriteInt64(_step);
        _dense.Save(writer);
        _embeddings.Save(writer);
    }

    public void LoadOptimizer(ModelReader reader)
    {
        _step = reader.ReadInt64();
        _dense.Load(reader);
        _embeddings.Load(reader);
    }

    public byte[] Fingerprint()
    {
        var print = new Fingerprint();
        print.Add((_options with { Threads = 0 }).ToString());
        print.Add(_body.GetType().Name);
        foreach (DenseLayer layer in _body.Layout.Layers)
        {
            print.Add(layer.ToString());
        }

        print.Add(_rows);
        print.Add(_validationRows);
        _loss.AddTo(print);
        _validationLoss?.AddTo(print);
        return print.Finish();
    }

    private double LearnBlock(int b, ReadOnlySpan<int> rows)
    {
        NetworkBlock block = _blocks[b];
        for (int i = 0; i < rows.Length; i++)
        {
            int r = rows[i];
            block.FirstOrder[i] = _weights.Embeddings.Gather(
                _rows.Indices(r), _rows.Values(r), _rows.Fields(r),
                block.Input.Pointer + ((nint)i * _body.InputStride), _body.Shape.Fields);
        }

        ulong stream = DropoutStream + ((ulong)_step * (ulong)_blocks.Length) + (ulong)b;
        var dropout = new DropoutSource(_options.Dropout, _options.Seed, stream);
        _body.Forward(block, rows.Length, _weights.Dense.Pointer, ref dropout);
        double loss = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            loss += _loss.Row(
                rows[i], _scales, block.Logits.AsSpan(i), block.LogitGradients.AsSpan(i), block.Capacity);
        }

        block.InputGradient.Span.Clear();
        block.Gradients.Span.Clear();
        _body.Backward(block, rows.Length, _dense.Transposed, dropout.Scale);
        return loss;
    }

    private void HandInEmbeddings(ReadOnlySpan<int> batch)
    {
        for (int place = 0; place < batch.Length; place++)
        {
            NetworkBlock block = _blocks[place / RowsPerBlock];
            int i = place % RowsPerBlock;
            float* gradients = block.InputGradient.Pointer + ((nint)i * _body.InputStride);
            int r = batch[place];
            ReadOnlySpan<int> indices = _rows.Indices(r);
            ReadOnlySpan<float> values = _rows.Values(r);
            ReadOnlySpan<ushort> fields = _rows.Fields(r);
            for (int e = 0; e < indices.Length; e++)
            {
                _embeddings.Add(
                    indices[e], values[e], gradients + (fields[e] * (nint)_body.VectorStride),
                    block.LogitGradients[i]);
            }
        }
    }
}
