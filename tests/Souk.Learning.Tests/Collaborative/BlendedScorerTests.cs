using Souk.Learning.Collaborative;
using Souk.Learning.Tests.Evaluation;

namespace Souk.Learning.Tests.Collaborative;

public sealed class BlendedScorerTests
{
    [Fact]
    public void Scores_are_standardized_and_weighted()
    {
        var blend = new BlendedScorer(
            (new FixedScorer([[1, 2, 3]]), 2f), (new FixedScorer([[300, 100, 200]]), 1f),
            (new FixedScorer([[7, 7, 7]]), 9f));
        float[] scores = new float[3];
        blend.Score([0], scores);
        float unit = MathF.Sqrt(1.5f);
        Assert.Equal(-unit, scores[0], 1e-5f);
        Assert.Equal(-unit, scores[1], 1e-5f);
        Assert.Equal(2 * unit, scores[2], 1e-5f);
    }

    [Fact]
    public void Different_shapes_are_refused() =>
        Assert.Throws<ArgumentException>(
            () => new BlendedScorer((new FixedScorer([[1, 2]]), 1f), (new FixedScorer([[1]]), 1f)));
}
