using Souk.Learning.Numerics;
using Souk.Learning.Persistence;

namespace Souk.Learning.CustomerValue;

/// <summary>
/// Gamma-Gamma (Fader, Hardie and Lee, 2005; Fader and Hardie, 2013): the value of a customer's purchases varies around
/// the customer's own mean (gamma: p), and that mean over customers (gamma: q, v). Pulls a mean of few purchases
/// towards that of all. Assumes that how much and how often customers buy are unrelated. Immutable and safe to share.
/// </summary>
public sealed class GammaGammaModel
{
    private const string Kind = "gamma-gamma";

    /// <summary>Makes a model of known parameters.</summary>
    /// <param name="p">The shape of a customer's purchase values, above 0.</param>
    /// <param name="q">The shape of the customers' scales, above 0; above 1 for means to exist.</param>
    /// <param name="v">The scale of the customers' scales, above 0, in the currency.</param>
    public GammaGammaModel(double p, double q, double v)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(p);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(q);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(v);
        (P, Q, V) = (p, q, v);
    }

    /// <summary>The shape of a customer's purchase values.</summary>
    public double P { get; }

    /// <summary>The shape of the customers' scales.</summary>
    public double Q { get; }

    /// <summary>The scale of the customers' scales, in the currency.</summary>
    public double V { get; }

    /// <summary>The mean purchase value over all customers; infinite if <see cref="Q"/> is not above 1.</summary>
    public double MeanValue => Q > 1 ? P * V / (Q - 1) : double.PositiveInfinity;

    /// <summary>Finds the parameters of highest likelihood.</summary>
    /// <exception cref="ArgumentException">There are no customers.</exception>
    public static GammaGammaModel Fit(IReadOnlyList<SpendHistory> histories)
    {
        ArgumentNullException.ThrowIfNull(histories);
        if (histories.Count == 0)
        {
            throw new ArgumentException("There is nothing to learn from no customers.");
        }

        double mean = 0;
        foreach (SpendHistory history in histories)
        {
            mean += history.MeanValue / histories.Count;
        }

        double[] point = [Math.Log(5), Math.Log(3), Math.Log(mean / 2)];
        SimplexMinimizer.Minimize(
            logs =>
            {
                var model = new GammaGammaModel(Math.Exp(logs[0]), Math.Exp(logs[1]), Math.Exp(logs[2]));
                double sum = 0;
                foreach (SpendHistory history in histories)
                {
                    sum -= model.LogLikelihood(history);
                }

                return sum;
            },
            point,
            0.5,
            1e-12);
        return new GammaGammaModel(Math.Exp(point[0]), Math.Exp(point[1]), Math.Exp(point[2]));
    }

    /// <summary>The log-likelihood of one customer's mean.</summary>
    public double LogLikelihood(SpendHistory history)
    {
        double shape = P * history.Purchases;
        return SpecialFunctions.LogGamma(shape + Q) - SpecialFunctions.LogGamma(shape) - SpecialFunctions.LogGamma(Q)
            + (Q * Math.Log(V)) + ((shape - 1) * Math.Log(history.MeanValue)) + (shape * Math.Log(history.Purchases))
            - ((shape + Q) * Math.Log(V + (history.MeanValue * history.Purchases)));
    }

    /// <summary>The mean value to expect of the customer's next purchases.</summary>
    public double ExpectedValue(SpendHistory history)
    {
        double weight = (P * history.Purchases) + Q - 1;
        return weight > 0
            ? P * (V + (history.MeanValue * history.Purchases)) / weight
            : double.PositiveInfinity;
    }

    /// <summary>Writes the model as one model file; the stream stays open.</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, 1);
        writer.WriteArray<double>([P, Q, V]);
        writer.Complete();
    }

    /// <summary>Reads a saved model.</summary>
    /// <exception cref="InvalidDataException">The stream holds no undamaged model of this kind.</exception>
    public static GammaGammaModel Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, 1);
        double[] p = reader.ReadArray<double>();
        reader.Complete();
        return p.Length == 3 && Array.TrueForAll(p, v => v > 0)
            ? new GammaGammaModel(p[0], p[1], p[2])
            : throw new InvalidDataException("A gamma-gamma model has three parameters above 0.");
    }
}
