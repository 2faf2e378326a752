using Souk.Learning.Numerics;
using Souk.Learning.Persistence;

namespace Souk.Learning.CustomerValue;

/// <summary>
/// Pareto/NBD (Schmittlein, Morrison and Colombo, 1987; likelihood as in Fader and Hardie, 2005): while alive a
/// customer buys at a steady rate (gamma over customers: r, alpha) and may leave at any time at another (gamma: s,
/// beta).
/// </summary>
public sealed class ParetoModel : IPurchaseModel
{
    private const string Kind = "pareto";
    private const double NearOne = 1e-7;

    /// <summary>Makes a model of known parameters.</summary>
    /// <param name="r">The shape of the purchase rates, above 0.</param>
    /// <param name="alpha">The scale of the purchase rates, above 0, in the unit of time.</param>
    /// <param name="s">The shape of the leaving rates, above 0.</param>
    /// <param name="beta">The scale of the leaving rates, above 0, in the unit of time.</param>
    public ParetoModel(double r, double alpha, double s, double beta)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(r);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(s);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(beta);
        (R, Alpha, S, Beta) = (r, alpha, s, beta);
    }

    /// <summary>The shape of the purchase rates.</summary>
    public double R { get; }

    /// <summary>The scale of the purchase rates, in the unit of time; the mean rate is R / Alpha.</summary>
    public double Alpha { get; }

    /// <summary>The shape of the leaving rates.</summary>
    public double S { get; }

    /// <summary>The scale of the leaving rates, in the unit of time; the mean rate is S / Beta.</summary>
    public double Beta { get; }

    /// <summary>Finds the parameters of highest likelihood.</summary>
    /// <param name="histories">The customers; a few hundred at least for steady parameters.</param>
    /// <param name="threads">The number of threads, 0 for one per processor; it does not change the result.</param>
    /// <param name="cancellation">Ends the fit early with an exception.</param>
    /// <exception cref="ArgumentException">There are no customers, or none has an age.</exception>
    public static ParetoModel Fit(
        IReadOnlyList<PurchaseHistory> histories, int threads = 0, CancellationToken cancellation = default)
    {
        var likelihood = new HistoryLikelihood(histories, threads, cancellation);
        double[] best = likelihood.Maximize(
            [1, likelihood.MeanAge / 2, 1, likelihood.MeanAge / 2],
            p => new ParetoModel(p[0], p[1], p[2], p[3]).LogLikelihood);
        return new ParetoModel(best[0], best[1], best[2], best[3]);
    }

    /// <summary>The log-likelihood of one customer, up to a constant that does not depend on the parameters.</summary>
    public double LogLikelihood(PurchaseHistory history)
    {
        int x = history.Repeats;
        return SpecialFunctions.LogGamma(R + x) - SpecialFunctions.LogGamma(R) + (R * Math.Log(Alpha))
            + (S * Math.Log(Beta)) - ((R + x) * Math.Log(Alpha + history.Age)) - (S * Math.Log(Beta + history.Age))
            + Math.Log(1 + OddsOfLeft(history));
    }

    /// <inheritdoc/>
    public double ProbabilityAlive(PurchaseHistory history) => 1 / (1 + OddsOfLeft(history));

    /// <inheritdoc/>
    public double ExpectedPurchases(PurchaseHistory history, double horizon)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(horizon);
        double start = Beta + history.Age;
        double ratio = Math.Log(start / (start + horizon));
        // (1 − e^{(s−1)·ratio}) / (s − 1), whose limit at s = 1 is −ratio.
        double living = Math.Abs(S - 1) < NearOne ? -ratio : -double.Exp((S - 1) * ratio) + 1;
        living = Math.Abs(S - 1) < NearOne ? living : living / (S - 1);
        return (R + history.Repeats) * start / (Alpha + history.Age) * living * ProbabilityAlive(history);
    }

    /// <inheritdoc/>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, 1);
        writer.WriteArray<double>([R, Alpha, S, Beta]);
        writer.Complete();
    }

    /// <summary>Reads a saved model.</summary>
    /// <exception cref="InvalidDataException">The stream holds no undamaged model of this kind.</exception>
    public static ParetoModel Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, 1);
        double[] p = reader.ReadArray<double>();
        reader.Complete();
        return p.Length == 4 && Array.TrueForAll(p, v => v > 0)
            ? new ParetoModel(p[0], p[1], p[2], p[3])
            : throw new InvalidDataException("A Pareto model has four parameters above 0.");
    }

    /// <summary>How likely it is that the customer left at some time since the last purchase, against still being
    /// there.</summary>
    private double OddsOfLeft(PurchaseHistory history)
    {
        double sum = R + S + history.Repeats;
        double larger = Math.Max(Alpha, Beta);
        double other = Alpha >= Beta ? S + 1 : R + history.Repeats;
        double difference = Math.Abs(Alpha - Beta);
        // In units of the value at the age, so that powers neither overflow nor vanish.
        double scale = ((R + history.Repeats) * Math.Log(Alpha + history.Age)) + (S * Math.Log(Beta + history.Age));
        double Part(double time) =>
            SpecialFunctions.Hypergeometric(sum, other, sum + 1, difference / (larger + time))
            * Math.Exp(scale - (sum * Math.Log(larger + time)));
        return Math.Max(0, S / sum * (Part(history.Recency) - Part(history.Age)));
    }
}
