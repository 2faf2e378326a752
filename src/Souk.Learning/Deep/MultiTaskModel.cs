using Souk.Learning.Data;
using Souk.Learning.Deep.Networks;
using Souk.Learning.Deep.Weights;
using Souk.Learning.Linear;
using Souk.Learning.Persistence;

namespace Souk.Learning.Deep;

/// <summary>A trained network of several tasks. Immutable, thread-safe; scoring one row allocates nothing once
/// warm.</summary>
public sealed class MultiTaskModel
{
    private const string Kind = "multi-task-network";
    private const int LayoutVersion = 1;

    private readonly NetworkBody _body;
    private readonly NetworkWeights _weights;
    private readonly NetworkScorer _scorer;

    internal MultiTaskModel(MultiTaskStructure structure, NetworkBody body, NetworkWeights weights)
    {
        Structure = structure;
        _body = body;
        _weights = weights;
        _scorer = new NetworkScorer(body, weights);
    }

    /// <summary>How the tasks share.</summary>
    public MultiTaskStructure Structure { get; }

    /// <summary>The number of tasks.</summary>
    public int Tasks => _body.Tasks;

    /// <summary>The number of feature indices.</summary>
    public int Dimension => _body.Shape.Dimension;

    /// <summary>The number of fields.</summary>
    public int FieldCount => _body.Shape.Fields;

    /// <summary>The weights, for tests.</summary>
    internal NetworkWeights Weights => _weights;

    /// <summary>The probabilities of one row, one a task: with <see cref="MultiTaskStructure.EntireSpace"/> p(click)
    /// and p(conversion | click), whose product is p(click and conversion).</summary>
    /// <exception cref="ArgumentException">The row does not fit the model, or there is not one place a
    /// task.</exception>
    public void Predict(
        ReadOnlySpan<int> indices, ReadOnlySpan<float> values, ReadOnlySpan<ushort> fields, Span<double> predictions)
    {
        if (predictions.Length != Tasks)
        {
            throw new ArgumentException(
                $"There is room for {predictions.Length} predictions; there are {Tasks} tasks.");
        }

        Span<float> logits = stackalloc float[NetworkOptionCheck.MaxTasks];
        _scorer.Score(indices, values, fields, logits);
        for (int t = 0; t < Tasks; t++)
        {
            predictions[t] = Logistic.Probability(logits[t]);
        }
    }

    /// <summary>The probabilities of each row, [task][row]; to the bit the same as one by one.</summary>
    /// <exception cref="ArgumentException">The rows have another shape than the model was trained on.</exception>
    public double[][] Predict(SparseRows rows, int threads = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        float[] logits = _scorer.Score(rows, threads, cancellation);
        double[][] predictions = new double[Tasks][];
        for (int t = 0; t < Tasks; t++)
        {
            predictions[t] = new double[rows.Rows];
            for (int r = 0; r < rows.Rows; r++)
            {
                predictions[t][r] = Logistic.Probability(logits[(t * rows.Rows) + r]);
            }
        }

        return predictions;
    }

    /// <summary>The same network for rows with exactly one entry of value 1 in each field; its scores are the log-odds
    /// of the tasks.</summary>
    /// <param name="fieldOfIndex">The field in which each index stands; always the same.</param>
    /// <exception cref="ArgumentException">There is not one field, of the model's, for each index.</exception>
    /// <exception cref="InvalidOperationException">The model is a mixture of experts.</exception>
    public OneHotNetwork ToOneHot(ReadOnlySpan<ushort> fieldOfIndex) => _body is TowersBody
        ? new OneHotNetwork(_body, [_weights], fieldOfIndex)
        : throw new InvalidOperationException(
            $"Only networks of structure {MultiTaskStructure.EntireSpace} have their layers over the fields alone; "
            + $"this one is a {Structure}.");

    /// <summary>Writes the model as a file of kind "multi-task-network".</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, LayoutVersion);
        writer.WriteInt32((int)Structure);
        writer.WriteInt32(Tasks);
        ShapeFormat.Write(writer, _body.Shape);
        writer.WriteInt32(_body is MixtureBody mixture ? mixture.Experts : 0);
        writer.WriteArray<int>(_body is MixtureBody experts ? experts.ExpertHidden : []);
        writer.WriteArray<int>(TowerHidden());
        _weights.Save(writer);
        writer.Complete();
    }

    /// <summary>Reads a model; the stream must be seekable.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or of another kind.</exception>
    public static MultiTaskModel Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, LayoutVersion);
        var structure = (MultiTaskStructure)reader.ReadInt32();
        int tasks = reader.ReadInt32();
        NetworkShape shape = ShapeFormat.Read(reader);
        int experts = reader.ReadInt32();
        int[] expertHidden = ShapeFormat.ReadLayers(reader);
        int[] towerHidden = ShapeFormat.ReadLayers(reader);
        CheckStructure(structure, tasks, experts, expertHidden);
        ShapeFormat.CheckRoom(shape, stream, expertHidden.Concat(towerHidden).FirstOrDefault());
        NetworkBody body = Body(structure, shape, tasks, experts, expertHidden, towerHidden);
        var weights = new NetworkWeights(shape, false, body.Layout);
        weights.Load(reader);
        reader.Complete();
        return new MultiTaskModel(structure, body, weights);
    }

    /// <summary>Writes the weights as a safetensors file, named as a PyTorch state dict: embedding.weight (indices ×
    /// size), then experts.0.0.weight (expert, layer; outputs × inputs) and experts.0.0.bias, gates.0.0.weight (task;
    /// its softmax mixes the experts' last rectified outputs), towers.0.0.weight (task, layer) and so on; with
    /// <see cref="MultiTaskStructure.EntireSpace"/> only towers, click first.</summary>
    public void ExportWeights(Stream stream)
    {
        var tensors = new List<SafeTensor>();
        NetworkTensors.Export(_weights, "", tensors);
        SafeTensorFile.Write(stream, tensors);
    }

    /// <summary>Reads weights that were trained elsewhere, named as by <see cref="ExportWeights"/>. All sizes follow
    /// from the tensors; without experts the structure is <see cref="MultiTaskStructure.EntireSpace"/>.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, a tensor is missing or unknown, or shapes do not fit
    /// together.</exception>
    public static MultiTaskModel ImportWeights(Stream stream)
    {
        var source = new TensorSource(SafeTensorFile.Read(stream));
        int tasks = source.Count("towers");
        int experts = source.Count("experts");
        MultiTaskStructure structure =
            experts == 0 ? MultiTaskStructure.EntireSpace : MultiTaskStructure.MixtureOfExperts;
        int[] expertHidden = source.Layers("experts.0");
        int[] tower = source.Layers("towers.0");
        CheckStructure(structure, tasks, experts, expertHidden);
        if (tower[^1] != 1)
        {
            throw new InvalidDataException($"The last layer of towers.0 has {tower[^1]} outputs; it must have one.");
        }

        NetworkShape shape = source.InputShape("", experts == 0 ? "towers.0.0" : "experts.0.0");
        NetworkBody body = Body(structure, shape, tasks, experts, expertHidden, tower[..^1]);
        var weights = new NetworkWeights(shape, false, body.Layout);
        NetworkTensors.Import(weights, "", source);
        source.RefuseRest();
        return new MultiTaskModel(structure, body, weights);
    }

    internal static NetworkBody Body(
        MultiTaskStructure structure, NetworkShape shape, int tasks, int experts, IReadOnlyList<int> expertHidden,
        IReadOnlyList<int> towerHidden) => structure == MultiTaskStructure.EntireSpace
            ? new TowersBody(shape, tasks, towerHidden)
            : new MixtureBody(shape, tasks, experts, expertHidden, towerHidden);

    private int[] TowerHidden()
    {
        IReadOnlyList<Layers.DenseLayer> layers = _body.Stacks[^1].Layers;
        return [.. layers.Take(layers.Count - 1).Select(l => l.Outputs)];
    }

    private static void CheckStructure(MultiTaskStructure structure, int tasks, int experts, int[] expertHidden)
    {
        bool fits = structure switch
        {
            MultiTaskStructure.EntireSpace => tasks == 2,
            MultiTaskStructure.MixtureOfExperts => tasks is >= 1 and <= NetworkOptionCheck.MaxTasks
                && experts is >= 1 and <= NetworkOptionCheck.MaxExperts && expertHidden.Length > 0,
            _ => false,
        };
        if (!fits)
        {
            throw new InvalidDataException(
                $"The file names structure {structure}, {tasks} tasks and {experts} experts of {expertHidden.Length} " +
                $"layers, which no network has.");
        }
    }
}
