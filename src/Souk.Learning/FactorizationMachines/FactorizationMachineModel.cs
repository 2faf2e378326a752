using Souk.Learning.Data;
using Souk.Learning.Linear;
using Souk.Learning.Persistence;
using Souk.Learning.Training;

namespace Souk.Learning.FactorizationMachines;

/// <summary>A trained factorization machine (or the mean of several). Immutable, thread-safe.</summary>
public sealed class FactorizationMachineModel
{
    private const string Kind = "factorization-machine";
    private const int LayoutVersion = 1;
    private const int RowsPerBlock = 1024;

    /// <summary>Factor vectors up to this length are summed on the stack.</summary>
    private const int StackWidth = 512;

    private readonly FactorizationParameters[] _machines;
    private readonly bool _normalize;

    internal FactorizationMachineModel(FactorizationParameters[] machines, FactorizationTarget target, bool normalize)
    {
        _machines = machines;
        _normalize = normalize;
        Target = target;
    }

    /// <summary>What it predicts.</summary>
    public FactorizationTarget Target { get; }

    /// <summary>Whether it is field-aware.</summary>
    public bool IsFieldAware => _machines[0].FieldAware;

    /// <summary>The number of feature indices.</summary>
    public int Dimension => _machines[0].Dimension;

    /// <summary>The number of fields.</summary>
    public int FieldCount => _machines[0].Fields;

    /// <summary>The length of a factor vector.</summary>
    public int Factors => _machines[0].Factors;

    /// <summary>The parameters, for tests.</summary>
    internal IReadOnlyList<FactorizationParameters> Machines => _machines;

    /// <summary>What the model predicts for one row: a probability, or an expected label.</summary>
    /// <exception cref="ArgumentException">The row does not fit the model.</exception>
    public double Predict(ReadOnlySpan<int> indices, ReadOnlySpan<float> values, ReadOnlySpan<ushort> fields) =>
        ToPrediction(Score(indices, values, fields));

    /// <summary>The raw score of one row (for a binary target the log-odds).</summary>
    /// <exception cref="ArgumentException">The row does not fit the model.</exception>
    public double Score(ReadOnlySpan<int> indices, ReadOnlySpan<float> values, ReadOnlySpan<ushort> fields)
    {
        CheckRow(indices, values, fields);
        return ScoreRow(indices, values, fields);
    }

    /// <summary>What the model predicts for each row.</summary>
    /// <exception cref="ArgumentException">The rows have another shape than the model was trained on.</exception>
    public double[] Predict(SparseRows rows, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(rows);
        rows.CheckShape(Dimension, FieldCount);
        double[] predictions = new double[rows.Rows];
        WorkPartition.ForBlocks(rows.Rows, RowsPerBlock, threads, (_, from, to) =>
        {
            for (int r = from; r < to; r++)
            {
                predictions[r] = ToPrediction(ScoreRow(rows.Indices(r), rows.Values(r), rows.Fields(r)));
            }
        });
        return predictions;
    }

    /// <summary>How much each entry of a row adds to its raw score: its linear part and half of each interaction it
    /// takes part in. They sum, together with the bias that is returned, to the raw score.</summary>
    /// <exception cref="ArgumentException">The row does not fit the model, or there is not one place an
    /// entry.</exception>
    public double Contributions(
        ReadOnlySpan<int> indices, ReadOnlySpan<float> values, ReadOnlySpan<ushort> fields, Span<double> contributions)
    {
        CheckRow(indices, values, fields);
        if (contributions.Length != indices.Length)
        {
            throw new ArgumentException(
                $"There is room for {contributions.Length} contributions; the row has {indices.Length} entries.");
        }

        contributions.Clear();
        double bias = 0;
        double half = FactorizationScorer.Scale(values, _normalize) / 2.0 / _machines.Length;
        foreach (FactorizationParameters machine in _machines)
        {
            bias += machine.Bias / (double)_machines.Length;
            for (int i = 0; i < indices.Length; i++)
            {
                contributions[i] += (double)machine.Linear[indices[i]] * values[i] / _machines.Length;
                for (int j = i + 1; j < indices.Length; j++)
                {
                    double pair = half * FactorizationScorer.Pair(
                        machine, indices[i], values[i], fields[i], indices[j], values[j], fields[j]);
                    contributions[i] += pair;
                    contributions[j] += pair;
                }
            }
        }

        return bias;
    }

    /// <summary>Writes the model as a file of kind "factorization-machine".</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, LayoutVersion);
        writer.WriteInt32((int)Target);
        writer.WriteFlag(_normalize);
        writer.WriteFlag(IsFieldAware);
        writer.WriteInt32(FieldCount);
        writer.WriteInt32(Factors);
        writer.WriteInt32(_machines.Length);
        foreach (FactorizationParameters machine in _machines)
        {
            writer.WriteDouble(machine.Bias);
            writer.WriteArray<float>(machine.Linear);
            writer.WriteArray<float>(machine.FactorValues);
        }

        writer.Complete();
    }

    /// <summary>Reads a model; the stream must be seekable.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or of another kind.</exception>
    public static FactorizationMachineModel Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, LayoutVersion);
        var target = (FactorizationTarget)reader.ReadInt32();
        bool normalize = reader.ReadFlag();
        bool fieldAware = reader.ReadFlag();
        int fields = reader.ReadInt32();
        int factors = reader.ReadInt32();
        int count = reader.ReadInt32();
        if (!Enum.IsDefined(target) || fields < 1 || factors is < 1 or > 512 || count is < 1 or > 64)
        {
            throw new InvalidDataException("The machine's file does not fit together.");
        }

        var machines = new FactorizationParameters[count];
        for (int m = 0; m < count; m++)
        {
            float bias = (float)reader.ReadDouble();
            float[] linear = reader.ReadArray<float>();
            float[] values = reader.ReadArray<float>();
            machines[m] = new FactorizationParameters(fields, fieldAware, factors, bias, linear, values);
            if (values.Length != (long)linear.Length * machines[m].PerFeature || linear.Length != machines[0].Dimension)
            {
                throw new InvalidDataException("The machine's factors do not match its number of features.");
            }
        }

        reader.Complete();
        return new FactorizationMachineModel(machines, target, normalize);
    }

    private double ToPrediction(double score) =>
        Target == FactorizationTarget.Binary ? Logistic.Probability(score) : score;

    private double ScoreRow(ReadOnlySpan<int> indices, ReadOnlySpan<float> values, ReadOnlySpan<ushort> fields)
    {
        Span<float> sums = stackalloc float[StackWidth];
        float scale = FactorizationScorer.Scale(values, _normalize);
        double score = 0;
        foreach (FactorizationParameters machine in _machines)
        {
            score += FactorizationScorer.Score(machine, indices, values, fields, scale, sums);
        }

        return score / _machines.Length;
    }

    private void CheckRow(ReadOnlySpan<int> indices, ReadOnlySpan<float> values, ReadOnlySpan<ushort> fields)
    {
        Logistic.CheckRow(indices, values, Dimension);
        bool outside = IsFieldAware && fields.ContainsAnyExceptInRange((ushort)0, (ushort)(FieldCount - 1));
        if (outside || fields.Length != indices.Length)
        {
            throw new ArgumentException(
                $"The row has {indices.Length} indices and {fields.Length} fields; there must be as many, each " +
                $"below {FieldCount}.");
        }
    }
}
