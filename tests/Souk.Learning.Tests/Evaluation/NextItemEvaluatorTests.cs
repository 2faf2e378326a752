using Souk.Learning.Data;
using Souk.Learning.Evaluation;

namespace Souk.Learning.Tests.Evaluation;

public sealed class NextItemEvaluatorTests
{
    private sealed class LastItemPlusOne : INextItemScorer
    {
        public int Items => 5;

        public void Score(ReadOnlySpan<int> prefix, Span<float> scores)
        {
            for (int i = 0; i < Items; i++)
            {
                scores[i] = -Math.Abs(prefix[^1] + 1 - i);
            }

            scores[4] = float.NegativeInfinity;
        }
    }

    [Fact]
    public void Ranks_follow_the_scores_with_ties_to_the_lower_item()
    {
        ItemSequences prefixes = ItemSequences.FromLists(5, [[0], [1], [1], [1], [1]]);
        NextItemReport report = NextItemEvaluator.Evaluate(
            new LastItemPlusOne(), prefixes, [1, 1, 3, 0, 4], 2, TestContext.Current.CancellationToken);
        Assert.Equal([1, 2, 3, 4, 0], report.Ranks.ToArray());
        Assert.Equal(0.4, report.HitRate(2), 12);
        Assert.Equal((1 + 0.5) / 5, report.ReciprocalRank(2), 12);
        Assert.Equal((1 + (1 / Math.Log2(3))) / 5, report.Ndcg(2), 12);
    }

    [Fact]
    public void Differing_numbers_of_cases_are_refused() =>
        Assert.Throws<ArgumentException>(
            () => NextItemEvaluator.Evaluate(
                new LastItemPlusOne(), ItemSequences.FromLists(5, [[0]]), [1, 2], 1,
                TestContext.Current.CancellationToken));
}
