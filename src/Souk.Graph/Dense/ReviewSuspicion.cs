namespace Souk.Graph.Dense;

/// <summary>
/// Scores acts (reviews, claims) by all that is known of their author and their target, without labels: collective
/// inference on the who-acts-on-what graph in the manner of SpEagle (Rayana and Akoglu, KDD 2015). An author's camp is
/// one
/// for all acts, so the evidence of the acts adds up; each target has its own base rate of suspicious acts, estimated
/// from the authors and shrunk towards the whole.
/// </summary>
public static class ReviewSuspicion
{
    /// <summary>Rounds between authors and targets: two, as in SpEagle's published runs; on a graph of few targets more
    /// rounds only make the same evidence count again.</summary>
    public const int Rounds = 2;

    // A target's own rate counts as much as the whole's once it has about as many acts as the central limit theorem's
    // rule
    // of thumb asks for.
    private const double Shrinkage = 30;

    // Keeps the log-odds of certain priors finite.
    private const double Margin = 1e-6;

    /// <summary>Scores every act; higher is more suspicious. The scores are log-odds up to the calibration of the
    /// priors.</summary>
    /// <param name="acts">The acts: rows are authors, columns targets.</param>
    /// <param name="actPriors">How suspicious each act looks by itself, 0 to 1.</param>
    /// <param name="authorPriors">How suspicious each author looks otherwise, 0 to 1; null for nothing known.</param>
    /// <exception cref="ArgumentException">There is not one prior an act or an author, or one is not from 0 to
    /// 1.</exception>
    public static double[] Score(EdgeList acts, ReadOnlySpan<double> actPriors, double[]? authorPriors = null)
    {
        ArgumentNullException.ThrowIfNull(acts);
        Check(actPriors, acts.Count, nameof(actPriors));
        if (authorPriors is not null)
        {
            Check(authorPriors, acts.RowCount, nameof(authorPriors));
        }

        double[] evidence = new double[acts.Count];
        for (int i = 0; i < evidence.Length; i++)
        {
            evidence[i] = LogOdds(actPriors[i]);
        }

        double[] targets = new double[acts.ColumnCount];
        double[] authors = ScoreAuthors(acts, evidence, targets, authorPriors);
        for (int round = 0; round < Rounds; round++)
        {
            Rate(acts, authors, targets);
            authors = ScoreAuthors(acts, evidence, targets, authorPriors);
        }

        double[] scores = new double[acts.Count];
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = authors[acts.Rows[i]];
        }

        return scores;
    }

    private static void Check(ReadOnlySpan<double> priors, int count, string name)
    {
        if (priors.Length != count)
        {
            throw new ArgumentException($"{priors.Length} priors for {count}.", name);
        }

        foreach (double prior in priors)
        {
            if (!(prior is >= 0 and <= 1))
            {
                throw new ArgumentException($"A prior is from 0 to 1, not {prior}.", name);
            }
        }
    }

    private static double[] ScoreAuthors(EdgeList acts, double[] evidence, double[] targets, double[]? priors)
    {
        double[] scores = priors is null ? new double[acts.RowCount] : [.. priors.Select(LogOdds)];
        for (int i = 0; i < evidence.Length; i++)
        {
            scores[acts.Rows[i]] += evidence[i] + targets[acts.Columns[i]];
        }

        return scores;
    }

    // The log-odds of each target's rate of suspicious acts, relative to the rate of all.
    private static void Rate(EdgeList acts, double[] authors, double[] targets)
    {
        double[] sums = new double[targets.Length];
        int[] counts = new int[targets.Length];
        double all = 0;
        for (int i = 0; i < acts.Count; i++)
        {
            double probability = 1 / (1 + Math.Exp(-authors[acts.Rows[i]]));
            sums[acts.Columns[i]] += probability;
            counts[acts.Columns[i]]++;
            all += probability;
        }

        double whole = acts.Count == 0 ? 0.5 : all / acts.Count;
        for (int target = 0; target < targets.Length; target++)
        {
            double rate = (sums[target] + (Shrinkage * whole)) / (counts[target] + Shrinkage);
            targets[target] = LogOdds(rate) - LogOdds(whole);
        }
    }

    private static double LogOdds(double probability)
    {
        double clipped = Math.Clamp(probability, Margin, 1 - Margin);
        return Math.Log(clipped / (1 - clipped));
    }
}
