using Souk.Learning.Numerics;

namespace Souk.Learning.Tuning;

/// <summary>The settings to search over: each has a name and a range or a list of choices. Draws are by name, in the
/// order the settings were added.</summary>
public sealed class TuningSpace
{
    private readonly List<(string Name, Func<double, double> FromUniform)> _settings = [];

    /// <summary>Adds a number drawn evenly from [<paramref name="from"/>, <paramref name="to"/>].</summary>
    public TuningSpace Uniform(string name, double from, double to)
    {
        CheckRange(from, to);
        return Add(name, u => from + (u * (to - from)));
    }

    /// <summary>Adds a number drawn evenly in its logarithm, for strengths and rates.</summary>
    public TuningSpace LogUniform(string name, double from, double to)
    {
        CheckRange(from, to);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(from);
        return Add(name, u => from * Math.Pow(to / from, u));
    }

    /// <summary>Adds a number drawn from a list, each as likely.</summary>
    public TuningSpace Choice(string name, params double[] choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        ArgumentOutOfRangeException.ThrowIfZero(choices.Length);
        double[] copy = [.. choices];
        return Add(name, u => copy[Math.Min(copy.Length - 1, (int)(u * copy.Length))]);
    }

    /// <summary>Draws one set of settings.</summary>
    internal IReadOnlyDictionary<string, double> Draw(ref SeededRandom random)
    {
        if (_settings.Count == 0)
        {
            throw new InvalidOperationException("The tuning space has no settings; add one first.");
        }

        var drawn = new Dictionary<string, double>(_settings.Count);
        foreach ((string name, Func<double, double> fromUniform) in _settings)
        {
            drawn.Add(name, fromUniform(random.NextDouble()));
        }

        return drawn;
    }

    private static void CheckRange(double from, double to)
    {
        if (!double.IsFinite(from) || !double.IsFinite(to) || from > to)
        {
            throw new ArgumentException($"A range goes from a number to a larger one, not from {from} to {to}.");
        }
    }

    private TuningSpace Add(string name, Func<double, double> fromUniform)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (_settings.Any(s => s.Name == name))
        {
            throw new ArgumentException($"The setting '{name}' is in the space already.", nameof(name));
        }

        _settings.Add((name, fromUniform));
        return this;
    }
}
