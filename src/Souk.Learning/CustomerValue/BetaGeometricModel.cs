using Souk.Learning.Numerics;
using Souk.Learning.Persistence;

namespace Souk.Learning.CustomerValue;

/// <summary>
/// BG/NBD (Fader, Hardie and Lee, 2005): while alive a customer buys at a steady rate (gamma over customers: r, alpha),
/// and after every repeat purchase leaves with a probability (beta over customers: a, b). The modified form, MBG/NBD
/// (Batislam, Denizel and Filiztekin, 2007), lets a customer leave after the first purchase too, so that one who never
/// came back need not count as alive.
/// </summary>
public sealed class BetaGeometricModel : IPurchaseModel
{
    private const string Kind = "beta-geometric";

    // At a = 1 the expectation is a limit of 0/0; this far beside it the error is as small as the rounding.
    private const double NearOne = 1e-7;

    /// <summary>Makes a model of known parameters.</summary>
    /// <param name="r">The shape of the purchase rates, above 0.</param>
    /// <param name="alpha">The scale of the purchase rates, above 0, in the unit of time.</param>
    /// <param name="a">The first parameter of the leaving probabilities, above 0.</param>
    /// <param name="b">The second parameter of the leaving probabilities, above 0.</param>
    /// <param name="modified">Whether customers may leave after the first purchase (MBG/NBD).</param>
    public BetaGeometricModel(double r, double alpha, double a, double b, bool modified = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(r);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(a);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(b);
        (R, Alpha, A, B, Modified) = (r, alpha, a, b, modified);
    }

    /// <summary>The shape of the purchase rates.</summary>
    public double R { get; }

    /// <summary>The scale of the purchase rates, in the unit of time; the mean rate is R / Alpha.</summary>
    public double Alpha { get; }

    /// <summary>The first parameter of the leaving probabilities; their mean is A / (A + B).</summary>
    public double A { get; }

    /// <summary>The second parameter of the leaving probabilities.</summary>
    public double B { get; }

    /// <summary>Whether customers may leave after the first purchase.</summary>
    public bool Modified { get; }

    private int Extra => Modified ? 1 : 0;

    /// <summary>Finds the parameters of highest likelihood.</summary>
    /// <param name="histories">The customers; a few hundred at least for steady parameters.</param>
    /// <param name="modified">Whether customers may leave after the first purchase (MBG/NBD).</param>
    /// <param name="threads">The number of threads, 0 for one per processor; it does not change the result.</param>
    /// <param name="cancellation">Ends the fit early with an exception.</param>
    /// <exception cref="ArgumentException">There are no customers, or none has an age.</exception>
    public static BetaGeometricModel Fit(
        IReadOnlyList<PurchaseHistory> histories,
        bool modified = false,
        int threads = 0,
        CancellationToken cancellation = default)
    {
        var likelihood = new HistoryLikelihood(histories, threads, cancellation);
        double[] best = likelihood.Maximize(
            [1, likelihood.MeanAge / 2, 1, 2],
            p => new BetaGeometricModel(p[0], p[1], p[2], p[3], modified).LogLikelihood);
        return new BetaGeometricModel(best[0], best[1], best[2], best[3], modified);
    }

    /// <summary>The log-likelihood of one customer, up to a constant that does not depend on the parameters.</summary>
    public double LogLikelihood(PurchaseHistory history)
    {
        int x = history.Repeats;
        double stay = -(R + x) * Math.Log(Alpha + history.Age);
        double common = SpecialFunctions.LogGamma(R + x) - SpecialFunctions.LogGamma(R) + (R * Math.Log(Alpha))
            + SpecialFunctions.LogBeta(A, B + x + Extra) - SpecialFunctions.LogBeta(A, B);
        return common + stay + Math.Log(1 + OddsOfLeft(history));
    }

    /// <inheritdoc/>
    public double ProbabilityAlive(PurchaseHistory history) => 1 / (1 + OddsOfLeft(history));

    /// <inheritdoc/>
    public double ExpectedPurchases(PurchaseHistory history, double horizon)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(horizon);
        int x = history.Repeats;
        double a = Math.Abs(A - 1) < NearOne ? 1 + NearOne : A;
        double b = B + x + Extra;
        double c = a + b - 1;
        // A whole number of 0 or below has no series; it takes A + B below 1 to come near.
        c = c <= 0 && Math.Abs(c - Math.Round(c)) < NearOne ? c + NearOne : c;
        double z = horizon / (Alpha + history.Age + horizon);
        double shrink = Math.Pow(1 - z, R + x);
        double series = SpecialFunctions.Hypergeometric(R + x, b, c, z);
        return c / (a - 1) * (1 - (shrink * series)) * ProbabilityAlive(history);
    }

    /// <summary>The repeat purchases to expect of a new customer in a time from the first purchase on.</summary>
    public double ExpectedPurchases(double horizon) => ExpectedPurchases(new PurchaseHistory(0, 0, 0), horizon);

    /// <summary>The probability that a new customer makes exactly that many repeat purchases in a time.</summary>
    /// <param name="repeats">0 or more.</param>
    /// <param name="horizon">The time from the first purchase on, 0 or more.</param>
    public double ProbabilityOfPurchases(int repeats, double horizon)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(repeats);
        ArgumentOutOfRangeException.ThrowIfNegative(horizon);
        double z = horizon / (Alpha + horizon);
        double logNone = R * Math.Log(1 - z);
        double fewer = 0;
        double exactly = Math.Exp(logNone);
        for (int j = 0; j < repeats; j++)
        {
            fewer += exactly;
            exactly *= (R + j) / (j + 1) * z;
        }

        int chances = repeats + Extra;
        double logBeta = SpecialFunctions.LogBeta(A, B);
        double stayed = Math.Exp(SpecialFunctions.LogBeta(A, B + chances) - logBeta) * exactly;
        return chances == 0
            ? stayed
            : stayed + (Math.Exp(SpecialFunctions.LogBeta(A + 1, B + chances - 1) - logBeta) * (1 - fewer));
    }

    /// <inheritdoc/>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, 1);
        writer.WriteArray<double>([R, Alpha, A, B]);
        writer.WriteFlag(Modified);
        writer.Complete();
    }

    /// <summary>Reads a saved model.</summary>
    /// <exception cref="InvalidDataException">The stream holds no undamaged model of this kind.</exception>
    public static BetaGeometricModel Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, 1);
        double[] p = reader.ReadArray<double>();
        bool modified = reader.ReadFlag();
        reader.Complete();
        return p.Length == 4 && Array.TrueForAll(p, v => v > 0)
            ? new BetaGeometricModel(p[0], p[1], p[2], p[3], modified)
            : throw new InvalidDataException("A beta-geometric model has four parameters above 0.");
    }

    /// <summary>How likely it is that the customer left right after the last purchase, against still being
    /// there.</summary>
    private double OddsOfLeft(PurchaseHistory history)
    {
        int x = history.Repeats;
        int chances = x + Extra;
        if (chances == 0)
        {
            return 0;
        }

        double silence = (R + x) * Math.Log((Alpha + history.Age) / (Alpha + history.Recency));
        return A / (B + chances - 1) * Math.Exp(silence);
    }
}
