using Souk.Core.Definition;
using Souk.Learning.Numerics;
using Souk.Recommend.Recall;

namespace Souk.Recommend.Rerank;

/// <summary>
/// Makes the answer of ranked candidates: by turns the one with the most value that is not too like those above it
/// (maximal marginal relevance, Carbonell and Goldstein, SIGIR 1998), within caps, without variants of what is there,
/// and with a share of the places kept for new objects.
/// </summary>
internal sealed class Reranker
{
    // Places below this compete for an answer only where caps and variants empty those above.
    private const int Considered = 200;

    // The draws whose tally gives the chance of each new object; the propensity is exact for this tally.
    private const int Draws = 64;

    private readonly RerankDefinition _rerank;
    private readonly int[] _similarity;
    private readonly int[] _variants;
    private readonly (int Attribute, int Most, AttributeDefinition Definition)[] _caps;

    internal Reranker(SurfaceDefinition surface)
    {
        _rerank = surface.Rerank;
        Attributes = [.. surface.Groups.Concat(_rerank.Caps.Keys).Concat(_rerank.Variants).Distinct()];
        _similarity = [.. surface.Groups.Concat(_rerank.Caps.Keys).Distinct().Select(Place)];
        _variants = [.. _rerank.Variants.Select(Place)];
        _caps = [.. _rerank.Caps.Select(c => (Place(c.Key), c.Value, c.Key))];
    }

    /// <summary>The attributes whose bits candidates carry, in order; a bit pattern of 0 is no value.</summary>
    internal IReadOnlyList<AttributeDefinition> Attributes { get; }

    /// <summary>Picks the answer; those that are passed over are told why.</summary>
    /// <param name="ranked">The candidates, the most valuable first; places are theirs already.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="seed">The seed of exploration.</param>
    internal List<Candidate> Pick(List<Candidate> ranked, int count, ulong seed)
    {
        List<Candidate> open = [.. ranked.Where(c => c.Fate is null)];
        List<Candidate> picked = new(Math.Min(count, open.Count));
        double best = open.Count == 0 ? 1 : Math.Max(open[0].Value, double.Epsilon);
        double[] likeness = new double[open.Count];
        SeededRandom random = new(seed, 2);
        double phase = random.NextDouble();
        while (picked.Count < count && open.Count > 0)
        {
            bool explores = _rerank.NewObjects > 0 && open.Exists(static c => c.IsNew && c.Fate is null);
            bool isForNew = explores && IsForNew(picked.Count, phase);
            Candidate? next = isForNew ? Explore(open, ref random) : Best(open, likeness, best);
            if (next is null)
            {
                break;
            }

            // Each place is for a new object with the same chance.
            next.Propensity *= !explores ? 1 : isForNew ? _rerank.NewObjects : 1 - _rerank.NewObjects;
            int at = open.IndexOf(next);
            open.RemoveAt(at);
            Array.Copy(likeness, at + 1, likeness, at, likeness.Length - at - 1);
            picked.Add(next);
            PassOver(open, picked, next, likeness);
        }

        foreach (Candidate left in ranked.Where(c => c.Fate is null).Except(picked))
        {
            left.Fate = $"ranked {left.Rank}; the answer took {picked.Count}";
            left.IsOutranked = true;
        }

        return picked;
    }

    private int Place(AttributeDefinition attribute) => Attributes.ToList().IndexOf(attribute);

    // Places for new objects are spread evenly, from a place drawn in the first stretch on: pages shorter than a
    // stretch have one now and then.
    private bool IsForNew(int place, double phase) =>
        Math.Floor(((place + 1) * _rerank.NewObjects) + phase) > Math.Floor((place * _rerank.NewObjects) + phase);

    private Candidate? Best(List<Candidate> open, double[] likeness, double best)
    {
        Candidate? found = null;
        double highest = double.NegativeInfinity;
        for (int i = 0; i < Math.Min(open.Count, Considered); i++)
        {
            if (open[i].Fate is not null)
            {
                continue;
            }

            double score = ((1 - _rerank.Diversity) * open[i].Value / best) - (_rerank.Diversity * likeness[i]);
            if (score > highest)
            {
                highest = score;
                found = open[i];
            }
        }

        return found;
    }

    private static Candidate Explore(List<Candidate> open, ref SeededRandom random)
    {
        List<Candidate> fresh = [.. open.Where(c => c.IsNew && c.Fate is null)];
        int[] wins = new int[fresh.Count];
        for (int draw = 0; draw < Draws; draw++)
        {
            int winner = 0;
            double highest = -1;
            for (int i = 0; i < fresh.Count; i++)
            {
                double liked = TrendRecall.Gamma(ref random, fresh[i].Belief.Likes);
                double chance = liked / (liked + TrendRecall.Gamma(ref random, fresh[i].Belief.Passes));
                double value = fresh[i].Worth * fresh[i].Affinity * chance;
                if (value > highest)
                {
                    highest = value;
                    winner = i;
                }
            }

            wins[winner]++;
        }

        int at = random.Next(Draws);
        int chosen = 0;
        while (at >= wins[chosen])
        {
            at -= wins[chosen++];
        }

        fresh[chosen].Propensity = wins[chosen] / (double)Draws;
        return fresh[chosen];
    }

    private void PassOver(List<Candidate> open, List<Candidate> picked, Candidate last, double[] likeness)
    {
        for (int i = open.Count - 1; i >= 0; i--)
        {
            Candidate candidate = open[i];
            if (IsVariant(candidate, last))
            {
                candidate.Fate = $"a variant of {last.Id}, which stands above";
            }
            else
            {
                foreach ((int attribute, int most, AttributeDefinition definition) in _caps)
                {
                    if (candidate.Attributes[attribute] == last.Attributes[attribute]
                        && candidate.Attributes[attribute] != 0
                        && picked.Count(p => p.Attributes[attribute] == candidate.Attributes[attribute]) >= most)
                    {
                        candidate.Fate = $"removed by the cap of {most} for one {definition.Name}";
                    }
                }
            }

            if (candidate.Fate is not null)
            {
                open.RemoveAt(i);
                Array.Copy(likeness, i + 1, likeness, i, likeness.Length - i - 1);
            }
            else if (_rerank.Diversity > 0)
            {
                likeness[i] = Math.Max(likeness[i], Likeness(candidate, last));
            }
        }
    }

    private bool IsVariant(Candidate a, Candidate b)
    {
        foreach (int attribute in _variants)
        {
            if (a.Attributes[attribute] == 0 || a.Attributes[attribute] != b.Attributes[attribute])
            {
                return false;
            }
        }

        return _variants.Length > 0;
    }

    private double Likeness(Candidate a, Candidate b)
    {
        int same = 0;
        foreach (int attribute in _similarity)
        {
            same += a.Attributes[attribute] != 0 && a.Attributes[attribute] == b.Attributes[attribute] ? 1 : 0;
        }

        return _similarity.Length == 0 ? 0 : (double)same / _similarity.Length;
    }
}
