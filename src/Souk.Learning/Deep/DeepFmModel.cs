using Souk.Learning.Data;
using Souk.Learning.Deep.Layers;
using Souk.Learning.Deep.Networks;
using Souk.Learning.Deep.Weights;
using Souk.Learning.FactorizationMachines;
using Souk.Learning.Linear;
using Souk.Learning.Persistence;

namespace Souk.Learning.Deep;

/// <summary>A trained DeepFM (or the mean of several). Immutable, thread-safe; scoring one row allocates nothing once
/// warm.</summary>
public sealed class DeepFmModel
{
    private const string Kind = "deep-fm";
    private const int LayoutVersion = 1;

    private readonly DeepFmBody _body;
    private readonly NetworkWeights[] _networks;
    private readonly NetworkScorer[] _scorers;

    internal DeepFmModel(DeepFmBody body, NetworkWeights[] networks, FactorizationTarget target)
    {
        _body = body;
        _networks = networks;
        _scorers = Array.ConvertAll(networks, w => new NetworkScorer(body, w));
        Target = target;
    }

    /// <summary>What it predicts.</summary>
    public FactorizationTarget Target { get; }

    /// <summary>Whether a factorization machine stands beside the layers.</summary>
    public bool HasInteractions => _body.HasFirstOrder;

    /// <summary>The number of feature indices.</summary>
    public int Dimension => _body.Shape.Dimension;

    /// <summary>The number of fields.</summary>
    public int FieldCount => _body.Shape.Fields;

    /// <summary>The length of a feature's vector.</summary>
    public int EmbeddingSize => _body.Shape.EmbeddingSize;

    /// <summary>The sizes of the hidden layers.</summary>
    public IReadOnlyList<int> Hidden => _body.Hidden;

    /// <summary>The networks' weights, for tests.</summary>
    internal IReadOnlyList<NetworkWeights> Networks => _networks;

    /// <summary>What the model predicts for one row: a probability, or an expected label.</summary>
    /// <exception cref="ArgumentException">The row does not fit the model.</exception>
    public double Predict(ReadOnlySpan<int> indices, ReadOnlySpan<float> values, ReadOnlySpan<ushort> fields) =>
        ToPrediction(Score(indices, values, fields));

    /// <summary>The raw score of one row (for a binary target the log-odds).</summary>
    /// <exception cref="ArgumentException">The row does not fit the model.</exception>
    public double Score(ReadOnlySpan<int> indices, ReadOnlySpan<float> values, ReadOnlySpan<ushort> fields)
    {
        double sum = 0;
        Span<float> score = stackalloc float[1];
        foreach (NetworkScorer scorer in _scorers)
        {
            scorer.Score(indices, values, fields, score);
            sum += score[0];
        }

        return sum / _scorers.Length;
    }

    /// <summary>What the model predicts for each row; to the bit the same as one by one.</summary>
    /// <exception cref="ArgumentException">The rows have another shape than the model was trained on.</exception>
    public double[] Predict(SparseRows rows, int threads = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        double[] predictions = new double[rows.Rows];
        foreach (NetworkScorer scorer in _scorers)
        {
            float[] scores = scorer.Score(rows, threads, cancellation);
            for (int r = 0; r < scores.Length; r++)
            {
                predictions[r] += scores[r];
            }
        }

        for (int r = 0; r < predictions.Length; r++)
        {
            predictions[r] = ToPrediction(predictions[r] / _scorers.Length);
        }

        return predictions;
    }

    /// <summary>The same network for rows with exactly one entry of value 1 in each field.</summary>
    /// <param name="fieldOfIndex">The field in which each index stands; always the same.</param>
    /// <exception cref="ArgumentException">There is not one field, of the model's, for each index.</exception>
    public OneHotNetwork ToOneHot(ReadOnlySpan<ushort> fieldOfIndex) => new(_body, _networks, fieldOfIndex);

    /// <summary>Writes the model as a file of kind "deep-fm".</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, LayoutVersion);
        writer.WriteInt32((int)Target);
        writer.WriteFlag(HasInteractions);
        ShapeFormat.Write(writer, _body.Shape);
        writer.WriteArray<int>(_body.Hidden);
        writer.WriteInt32(_networks.Length);
        foreach (NetworkWeights network in _networks)
        {
            network.Save(writer);
        }

        writer.Complete();
    }

    /// <summary>Reads a model; the stream must be seekable.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or of another kind.</exception>
    public static DeepFmModel Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, LayoutVersion);
        var target = (FactorizationTarget)reader.ReadInt32();
        bool interactions = reader.ReadFlag();
        NetworkShape shape = ShapeFormat.Read(reader);
        int[] hidden = ShapeFormat.ReadLayers(reader);
        int count = reader.ReadInt32();
        if (!Enum.IsDefined(target) || count is < 1 or > NetworkOptionCheck.MaxNetworks)
        {
            throw new InvalidDataException("The file of the network does not fit together.");
        }

        ShapeFormat.CheckRoom(shape, stream);
        var body = new DeepFmBody(shape, hidden, interactions);
        var networks = new NetworkWeights[count];
        for (int n = 0; n < count; n++)
        {
            networks[n] = new NetworkWeights(shape, interactions, body.Layout);
            networks[n].Load(reader);
        }

        reader.Complete();
        return new DeepFmModel(body, networks, target);
    }

    /// <summary>Writes the weights as a safetensors file, named as a PyTorch state dict: embedding.weight (indices ×
    /// size), first_order.weight (indices × 1, only with interactions), mlp.0.weight (outputs × inputs), mlp.0.bias and
    /// so on; the last layer's single output is added to the interactions.</summary>
    /// <exception cref="InvalidOperationException">The model is the mean of several networks.</exception>
    public void ExportWeights(Stream stream)
    {
        if (_networks.Length > 1)
        {
            throw new InvalidOperationException(
                $"The model is the mean of {_networks.Length} networks; only a single one is exported.");
        }

        var tensors = new List<SafeTensor>();
        NetworkTensors.Export(_networks[0], "", tensors);
        SafeTensorFile.Write(stream, tensors);
    }

    /// <summary>Reads weights that were trained elsewhere, named as by <see cref="ExportWeights"/>; a tensor bias (1
    /// number) is added to the last layer's. All sizes follow from the tensors.</summary>
    /// <param name="stream">A safetensors file; the stream must be seekable.</param>
    /// <param name="target">What the network was trained to predict.</param>
    /// <exception cref="InvalidDataException">The file is damaged, a tensor is missing or unknown, or shapes do not fit
    /// together.</exception>
    public static DeepFmModel ImportWeights(Stream stream, FactorizationTarget target = FactorizationTarget.Binary)
    {
        var source = new TensorSource(SafeTensorFile.Read(stream));
        int[] layers = source.Layers("mlp");
        if (layers.Length == 0 || layers[^1] != 1)
        {
            throw new InvalidDataException("There must be layers mlp.0, mlp.1 ... of which the last has one output.");
        }

        NetworkShape shape = source.InputShape("", "mlp.0");
        bool interactions = source.Has("first_order.weight");
        var body = new DeepFmBody(shape, layers[..^1], interactions);
        var weights = new NetworkWeights(shape, interactions, body.Layout);
        NetworkTensors.Import(weights, "", source);
        if (source.Has("bias"))
        {
            weights.Dense.Biases(body.Output)[0] += source.Take("bias", 1)[0];
        }

        source.RefuseRest();
        return new DeepFmModel(body, [weights], target);
    }

    private double ToPrediction(double score) =>
        Target == FactorizationTarget.Binary ? Logistic.Probability(score) : score;
}
