namespace Souk.Recommend.Tests.Online;

/// <summary>FTRL-proximal as its paper writes it, one named weight at a time.</summary>
internal sealed class NaiveOnline
{
    private readonly Dictionary<string, (double Z, double N)> _weights = [];

    internal void Learn(string item, string category, int place, double chance, bool isGoal)
    {
        double logit = Math.Log(chance / (1 - chance));
        string at = place switch { 0 => "?", <= 3 => $"{place}", <= 6 => "4-6", _ => "7+" };
        (string Name, double Value)[] features =
            [("level", 1), ("slope", logit / 12), ($"place {at}", 1), ($"item {item}", 1), ($"category {category}", 1)];
        double sum = logit + features.Sum(f => f.Value * Weight(f.Name));
        double error = (1 / (1 + Math.Exp(-sum))) - (isGoal ? 1 : 0);
        foreach ((string name, double value) in features)
        {
            double g = error * value;
            (double z, double n) = _weights.GetValueOrDefault(name);
            double sigma = (Math.Sqrt(n + (g * g)) - Math.Sqrt(n)) / 0.1;
            _weights[name] = (z + g - (sigma * Weight(name)), n + (g * g));
        }
    }

    internal double CorrectionOf(string item, string category) =>
        Weight($"item {item}") + Weight($"category {category}");

    private double Weight(string name)
    {
        (double z, double n) = _weights.GetValueOrDefault(name);
        return Math.Abs(z) <= 0.5 ? 0 : -(z - (Math.Sign(z) * 0.5)) / (((1 + Math.Sqrt(n)) / 0.1) + 1);
    }
}
