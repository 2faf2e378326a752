using Souk.Learning.Numerics;

namespace Souk.Recommend.Tests.Online;

/// <summary>Personal effects from a list of all that was shown and liked, without fading in place or bounds.</summary>
internal sealed class NaivePersonal
{
    private const int Hour = 3600;
    private const double HalfLife = 86_400;

    private readonly List<Shown> _shown = [];
    private readonly List<(string Subject, string Category, int Second)> _likings = [];

    internal void Show(int second, string subject, string item, string category, int place, double chance)
    {
        double likings = chance * LikingsPerChance(second, BucketOf(place));
        _shown.Add(new Shown(second, subject, item, category, BucketOf(place), chance, likings));
    }

    internal void Like(int second, string subject, string item)
    {
        Shown? newest = _shown.FindLast(
            s => s.Subject == subject && s.Item == item && second - s.Second < Hour);
        if (newest is { IsLiked: false })
        {
            newest.IsLiked = true;
            if (LikingsPerChance(second, 0) > 0)
            {
                _likings.Add((subject, newest.Category, second));
            }
        }
    }

    internal double CorrectionOf(string subject, string category, int second)
    {
        double liked = _likings.Where(l => l.Subject == subject && l.Category == category)
            .Sum(l => Math.Pow(2, -(second - l.Second) / HalfLife));
        double foreseen = _shown.Where(s => s.Subject == subject && s.Category == category)
            .Sum(s => s.Likings * Math.Pow(2, -(second - s.Second) / HalfLife));
        return Math.Clamp(Math.Log(MeanOf(liked, foreseen)), -2, 2);
    }

    // By quadrature: the mean of the factor under its mixture prior, times the Poisson likelihood of the likings.
    private static double MeanOf(double liked, double foreseen)
    {
        double weight = 0;
        double sum = 0;
        for (double log = -60; log < 6; log += 0.005)
        {
            double factor = Math.Exp(log);
            double density = ((0.8 * Gamma(factor, 5)) + (0.2 * Gamma(factor, 0.3))) * factor
                * Math.Exp((liked * log) - (foreseen * factor));
            weight += density;
            sum += density * factor;
        }

        return sum / weight;
    }

    private static double Gamma(double x, double strength) => Math.Exp(
        (strength * Math.Log(strength)) - SpecialFunctions.LogGamma(strength) + ((strength - 1) * Math.Log(x))
        - (strength * x));

    private static string BucketOf(int place) => place switch { 0 => "?", <= 3 => $"{place}", <= 6 => "4-6", _ => "7+" };

    // What is over for an hour tells how many likings a chance of the goal stands for.
    private double LikingsPerChance(int second, string bucket)
    {
        List<Shown> settled = _shown.FindAll(s => second - s.Second >= Hour);
        double liked = settled.Count(s => s.IsLiked);
        double foreseen = settled.Sum(s => s.Chance);
        List<Shown> here = settled.FindAll(s => s.Bucket == bucket);
        return liked < 50 ? 0
            : (here.Count(s => s.IsLiked) + 20) / (here.Sum(s => s.Chance) + (20 * foreseen / liked));
    }

    private double LikingsPerChance(int second, int place) => LikingsPerChance(second, BucketOf(place));

    private sealed record Shown(
        int Second, string Subject, string Item, string Category, string Bucket, double Chance, double Likings)
    {
        internal bool IsLiked { get; set; }
    }
}
