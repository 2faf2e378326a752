namespace Souk.Learning.WeakSupervision;

/// <summary>The rounds of EM for <see cref="LabelModel"/>, starting from the majority vote.</summary>
internal sealed class LabelModelFitter
{
    // A rate of 0 would forbid what was only never seen.
    private const double SmallestRate = 1e-5;

    private readonly LabelVotes _votes;
    private readonly LabelModelOptions _options;
    private readonly double[] _beliefs;
    private readonly double[] _spoken;
    private readonly double[] _goldMass;
    private readonly double[] _goldHits;
    private readonly double _rows;

    public LabelModelFitter(LabelVotes votes, LabelModelOptions options, GoldSample gold)
    {
        _votes = votes;
        _options = options;
        _beliefs = new double[votes.Rows * votes.Classes];
        _spoken = new double[votes.Functions * votes.Classes];
        _goldMass = new double[votes.Classes];
        _goldHits = new double[_spoken.Length];
        _rows = votes.Rows + (options.GoldWeight * gold.Labels.Count);
        for (int r = 0; r < votes.Rows; r++)
        {
            CountSpoken(votes.Row(r), 1);
        }

        for (int r = 0; r < gold.Labels.Count; r++)
        {
            CountSpoken(gold.Votes.Row(r), options.GoldWeight);
            CountGold(gold.Votes.Row(r), gold.Labels[r]);
        }
    }

    public LabelModel Run()
    {
        StartFromMajority();
        LabelModel model = Maximize();
        for (int iteration = 0; iteration < _options.MaximumIterations; iteration++)
        {
            double change = Expect(model);
            model = Maximize();
            if (change <= _options.Tolerance)
            {
                break;
            }
        }

        return model;
    }

    private void CountSpoken(ReadOnlySpan<short> row, double weight)
    {
        for (int f = 0; f < row.Length; f++)
        {
            if (row[f] != LabelVotes.Abstain)
            {
                _spoken[(f * _votes.Classes) + row[f]] += weight;
            }
        }
    }

    private void CountGold(ReadOnlySpan<short> row, int label)
    {
        _goldMass[label] += _options.GoldWeight;
        for (int f = 0; f < row.Length; f++)
        {
            if (row[f] == label)
            {
                _goldHits[(f * _votes.Classes) + label] += _options.GoldWeight;
            }
        }
    }

    private void StartFromMajority()
    {
        MajorityVote majority = MajorityVote.Fit(_votes);
        for (int r = 0; r < _votes.Rows; r++)
        {
            Span<double> belief = Belief(r);
            if (!MajorityVote.Shares(_votes.Row(r), belief))
            {
                for (int k = 0; k < belief.Length; k++)
                {
                    belief[k] = majority.Balance[k];
                }
            }
        }
    }

    /// <summary>Replaces beliefs by what the model says, and returns the largest change.</summary>
    private double Expect(LabelModel model)
    {
        double change = 0;
        double[] probabilities = new double[_votes.Classes];
        for (int r = 0; r < _votes.Rows; r++)
        {
            model.Probabilities(_votes.Row(r), probabilities);
            Span<double> belief = Belief(r);
            for (int k = 0; k < belief.Length; k++)
            {
                change = Math.Max(change, Math.Abs(probabilities[k] - belief[k]));
                belief[k] = probabilities[k];
            }
        }

        return change;
    }

    private LabelModel Maximize()
    {
        int classes = _votes.Classes;
        double[] mass = [.. _goldMass];
        double[] hits = [.. _goldHits];
        for (int r = 0; r < _votes.Rows; r++)
        {
            ReadOnlySpan<double> belief = Belief(r);
            for (int k = 0; k < classes; k++)
            {
                mass[k] += belief[k];
            }

            ReadOnlySpan<short> row = _votes.Row(r);
            for (int f = 0; f < row.Length; f++)
            {
                if (row[f] != LabelVotes.Abstain)
                {
                    hits[(f * classes) + row[f]] += belief[row[f]];
                }
            }
        }

        // One more row of each class: a class that no one votes for stays possible. Rates come from the rows as they
        // are believed to be; a known balance that they do not have yet would let one class take all.
        double[] shares = Array.ConvertAll(mass, m => (m + 1) / (_rows + mass.Length));
        double[] balance = _options.Balance is null ? shares : [.. _options.Balance];
        double[] hitRates = new double[_spoken.Length];
        double[] falseRates = new double[_spoken.Length];
        for (int i = 0; i < _spoken.Length; i++)
        {
            SetRates(i, hits[i], shares[i % classes], out hitRates[i], out falseRates[i]);
        }

        double[] silent = _options.SilentBalance is null ? balance : [.. _options.SilentBalance];
        return new LabelModel(balance, silent, hitRates, falseRates);
    }

    /// <summary>The share of a function's votes for a class that are right, smoothed towards the prior accuracy,
    /// divided into rates by how often it votes so and how common the class is.</summary>
    private void SetRates(int index, double hits, double share, out double hitRate, out double falseRate)
    {
        double votes = _spoken[index];
        double prior = _options.PriorVotes;
        double right = (hits + (prior * _options.PriorAccuracy)) / (votes + prior);
        double often = votes / _rows;
        hitRate = Math.Clamp(often * right / share, SmallestRate, 1 - SmallestRate);
        falseRate = Math.Clamp(often * (1 - right) / (1 - share), SmallestRate, 1 - SmallestRate);
    }

    private Span<double> Belief(int row) => _beliefs.AsSpan(row * _votes.Classes, _votes.Classes);
}
