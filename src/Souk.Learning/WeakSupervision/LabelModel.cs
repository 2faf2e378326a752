using Souk.Learning.Data;
using Souk.Learning.Persistence;

namespace Souk.Learning.WeakSupervision;

/// <summary>
/// Estimates what rows are from the votes of functions whose accuracy nobody knows (Dawid and Skene, 1979; Ratner et
/// al., 2016), by EM. For every function and every class it may vote for there are two rates: how often it says the
/// class when the row is of it, and when it is not; what is left is silence. So functions that only ever vote for one
/// class have a meaning, and the class balance is part of the model, apart for rows that no function speaks about.
/// Immutable and safe to share.
/// </summary>
/// <remarks>A confusion matrix of votes alone cannot tell functions apart that vote for one class only, and EM then
/// collapses into one class; so it does if every silence counts as evidence, since functions are not silent
/// independently. Rates of speaking, and priors that say functions are better than chance, keep it from doing
/// so.</remarks>
public sealed class LabelModel : ILabelCombiner
{
    private const string Kind = "label-model";

    private readonly double[] _balance;
    private readonly double[] _hitRates;
    private readonly double[] _falseRates;
    private readonly double[] _silentBalance;

    internal LabelModel(double[] balance, double[] silentBalance, double[] hitRates, double[] falseRates)
    {
        _balance = balance;
        _hitRates = hitRates;
        _falseRates = falseRates;
        _silentBalance = silentBalance;
        Functions = hitRates.Length / balance.Length;
    }

    /// <summary>The number of labelling functions.</summary>
    public int Functions { get; }

    /// <summary>The number of classes.</summary>
    public int Classes => _balance.Length;

    /// <summary>The estimated share of each class.</summary>
    public IReadOnlyList<double> Balance => _balance;

    /// <summary>Estimates rates and balance.</summary>
    /// <param name="votes">The votes on rows whose class is unknown.</param>
    /// <param name="options">The settings.</param>
    /// <param name="gold">Rows whose class is known, which count as <see cref="LabelModelOptions.GoldWeight"/> says; or
    /// null.</param>
    /// <exception cref="ArgumentException">There are no rows or functions, the gold sample is of other functions or
    /// classes, or a setting is out of range.</exception>
    public static LabelModel Fit(LabelVotes votes, LabelModelOptions options, GoldSample? gold = null)
    {
        ArgumentNullException.ThrowIfNull(votes);
        ArgumentNullException.ThrowIfNull(options);
        gold ??= GoldSample.None(votes);
        gold.CheckFits(votes);
        options.Validate(votes.Classes);
        if (votes.Rows == 0 || votes.Functions == 0)
        {
            throw new ArgumentException($"{votes.Rows} rows and {votes.Functions} functions give nothing to learn " +
                "from.");
        }

        return new LabelModelFitter(votes, options, gold).Run();
    }

    /// <summary>How often a function says a class of rows that are of it, 0 to 1.</summary>
    public double HitRate(int function, int classNumber) => _hitRates[(function * Classes) + classNumber];

    /// <summary>How often a function says a class of rows that are not of it, 0 to 1.</summary>
    public double FalseRate(int function, int classNumber) => _falseRates[(function * Classes) + classNumber];

    /// <summary>How often a function is right when it speaks, by its rates and the balance; NaN if it never
    /// speaks.</summary>
    public double Accuracy(int function)
    {
        double right = 0;
        double spoken = 0;
        for (int k = 0; k < Classes; k++)
        {
            right += _balance[k] * HitRate(function, k);
            spoken += (_balance[k] * HitRate(function, k)) + ((1 - _balance[k]) * FalseRate(function, k));
        }

        return right / spoken;
    }

    /// <inheritdoc/>
    public DenseMatrix Predict(LabelVotes votes)
    {
        ArgumentNullException.ThrowIfNull(votes);
        if (votes.Classes != Classes || votes.Functions != Functions)
        {
            throw new ArgumentException(
                $"The model was fitted on {Functions} functions of {Classes} classes; there are {votes.Functions} of " +
                $"{votes.Classes}.");
        }

        var result = new DenseMatrix(votes.Rows, Classes);
        double[] probabilities = new double[Classes];
        for (int r = 0; r < votes.Rows; r++)
        {
            Probabilities(votes.Row(r), probabilities);
            for (int k = 0; k < probabilities.Length; k++)
            {
                result.Row(r)[k] = (float)probabilities[k];
            }
        }

        return result;
    }

    /// <summary>Writes the model as one model file; the stream stays open.</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, 1);
        writer.WriteArray<double>(_balance);
        writer.WriteArray<double>(_silentBalance);
        writer.WriteArray<double>(_hitRates);
        writer.WriteArray<double>(_falseRates);
        writer.Complete();
    }

    /// <summary>Reads a saved model.</summary>
    /// <exception cref="InvalidDataException">The stream holds no undamaged model of this kind.</exception>
    public static LabelModel Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, 1);
        double[] balance = reader.ReadArray<double>();
        double[] silentBalance = reader.ReadArray<double>();
        double[] hitRates = reader.ReadArray<double>();
        double[] falseRates = reader.ReadArray<double>();
        reader.Complete();
        bool valid = balance.Length >= 2 && silentBalance.Length == balance.Length
            && hitRates.Length % balance.Length == 0 && falseRates.Length == hitRates.Length;
        return valid
            ? new LabelModel(balance, silentBalance, hitRates, falseRates)
            : throw new InvalidDataException($"{hitRates.Length} rates do not fit {balance.Length} classes.");
    }

    /// <summary>Writes the probabilities of the classes of one row.</summary>
    internal void Probabilities(ReadOnlySpan<short> votes, Span<double> probabilities)
    {
        if (!votes.ContainsAnyExcept((short)LabelVotes.Abstain))
        {
            _silentBalance.CopyTo(probabilities);
            return;
        }

        double highest = double.NegativeInfinity;
        for (int k = 0; k < probabilities.Length; k++)
        {
            double score = Math.Log(_balance[k]);
            for (int f = 0; f < votes.Length; f++)
            {
                int vote = votes[f];
                if (vote != LabelVotes.Abstain)
                {
                    score += Math.Log(vote == k ? HitRate(f, vote) : FalseRate(f, vote));
                }
            }

            probabilities[k] = score;
            highest = Math.Max(highest, score);
        }

        double sum = 0;
        foreach (ref double score in probabilities)
        {
            score = Math.Exp(score - highest);
            sum += score;
        }

        foreach (ref double score in probabilities)
        {
            score /= sum;
        }
    }
}
