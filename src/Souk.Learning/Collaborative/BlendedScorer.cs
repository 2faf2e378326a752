using System.Buffers;
using Souk.Learning.Evaluation;

namespace Souk.Learning.Collaborative;

/// <summary>A weighted sum of other scorers. The scores of each are brought to mean 0 and standard deviation 1 over the
/// items of a user first, so that a weight means the same for models with different scales. A scorer whose scores are
/// all alike for a user adds nothing there. Scores that are negative infinity stay so.</summary>
public sealed class BlendedScorer : IUserScorer
{
    private readonly (IUserScorer Scorer, float Weight)[] _parts;

    /// <summary>Blends scorers over the same users and items.</summary>
    /// <exception cref="ArgumentException">There is none, shapes differ, or a weight is not finite.</exception>
    public BlendedScorer(params (IUserScorer Scorer, float Weight)[] parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Length == 0)
        {
            throw new ArgumentException("A blend needs at least one scorer.", nameof(parts));
        }

        foreach ((IUserScorer scorer, float weight) in parts)
        {
            if (scorer.Users != parts[0].Scorer.Users || scorer.Items != parts[0].Scorer.Items)
            {
                throw new ArgumentException(
                    $"Blended scorers must agree on users and items; got {scorer.Users} × {scorer.Items} beside " +
                    $"{parts[0].Scorer.Users} × {parts[0].Scorer.Items}.");
            }

            if (!float.IsFinite(weight))
            {
                throw new ArgumentException($"A weight of {weight} is not finite.", nameof(parts));
            }
        }

        _parts = [.. parts];
    }

    /// <inheritdoc/>
    public int Users => _parts[0].Scorer.Users;

    /// <inheritdoc/>
    public int Items => _parts[0].Scorer.Items;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> users, Span<float> scores)
    {
        float[] buffer = ArrayPool<float>.Shared.Rent(scores.Length);
        Span<float> part = buffer.AsSpan(0, scores.Length);
        scores.Clear();
        foreach ((IUserScorer scorer, float weight) in _parts)
        {
            scorer.Score(users, part);
            for (int u = 0; u < users.Length; u++)
            {
                AddStandardized(part.Slice(u * Items, Items), weight, scores.Slice(u * Items, Items));
            }
        }

        ArrayPool<float>.Shared.Return(buffer);
    }

    private static void AddStandardized(Span<float> part, float weight, Span<float> scores)
    {
        double sum = 0;
        double squares = 0;
        int count = 0;
        foreach (float value in part)
        {
            if (float.IsFinite(value))
            {
                sum += value;
                squares += (double)value * value;
                count++;
            }
        }

        double mean = count == 0 ? 0 : sum / count;
        double variance = count == 0 ? 0 : (squares / count) - (mean * mean);
        float scale = variance > 1e-12 * (squares / Math.Max(1, count)) ? (float)(weight / Math.Sqrt(variance)) : 0;
        float shift = (float)-mean;
        for (int i = 0; i < part.Length; i++)
        {
            scores[i] += float.IsFinite(part[i]) ? (part[i] + shift) * scale : part[i];
        }
    }
}
