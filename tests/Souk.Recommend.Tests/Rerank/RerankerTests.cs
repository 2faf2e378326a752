using System.Globalization;
using Souk.Core.Definition;
using Souk.Recommend.Recall;
using Souk.Recommend.Rerank;

namespace Souk.Recommend.Tests.Rerank;

public sealed class RerankerTests : IDisposable
{
    private const int Pages = 20_000;

    private readonly Market _market = new();

    public void Dispose() => _market.Dispose();

    [Theory]
    [InlineData(0.05, 8)]
    [InlineData(0.05, 1)]
    [InlineData(0.2, 8)]
    public void Pages_of_any_length_have_the_share_of_new_objects_and_tell_its_chance(double share, int length)
    {
        Reranker reranker = Of(share);
        double shown = 0;
        double[] told = new double[length];
        int[] found = new int[length];
        for (ulong seed = 0; seed < Pages; seed++)
        {
            // One object is new, so it is the one that is explored.
            List<Candidate> ranked = [.. Enumerable.Range(1, 20).Select(Known), Fresh(21)];
            List<Candidate> page = reranker.Pick(ranked, length, seed);
            Assert.Equal(length, page.Count);
            int at = page.FindIndex(c => c.IsNew);
            shown += at >= 0 ? 1.0 / length : 0;
            if (at >= 0)
            {
                found[at]++;
                told[at] = page[at].Propensity;
                Assert.Equal(share, page[at].Propensity);
            }

            Assert.Equal(at == 0 ? share : 1 - share, page[0].Propensity, 1e-12);
        }

        // Of a page longer than a stretch only the first place for new objects finds one.
        Assert.InRange(shown / Pages, Math.Min(share, 1.0 / length) * 0.9, share * 1.1);
        Assert.InRange(found[0] / (double)Pages, share * 0.9, share * 1.1);
    }

    [Fact]
    public void Without_new_objects_nothing_is_left_to_chance()
    {
        List<Candidate> page = Of(0.2).Pick([.. Enumerable.Range(1, 20).Select(Known)], 8, 5);
        Assert.Equal(Enumerable.Range(1, 8).Select(i => (uint)i), page.Select(c => c.Object));
        Assert.All(page, c => Assert.Equal(1, c.Propensity));
    }

    [Fact]
    public void What_is_explored_is_what_suits_best_more_often()
    {
        Reranker reranker = Of(1);
        int better = 0;
        double told = 0;
        for (ulong seed = 0; seed < 2_000; seed++)
        {
            Candidate likely = Fresh(1);
            likely.Belief = TrendRecall.Around(0.02);
            Candidate unlikely = Fresh(2);
            unlikely.Belief = TrendRecall.Around(0.005);
            Candidate dear = Fresh(3);
            dear.Belief = TrendRecall.Around(0.005);
            dear.Affinity = 4;
            Candidate first = reranker.Pick([likely, unlikely, dear], 1, seed)[0];
            better += first == unlikely ? 0 : 1;
            told += first == likely ? 1 / first.Propensity : 0;
        }

        Assert.InRange(better, 1_750, 1_990);
        // Weighted by its chance each counts once a page.
        Assert.InRange(told / 2_000, 0.9, 1.1);
    }

    private static Candidate Known(int place) => new((uint)place)
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"i{place}"),
        Value = 100 - place,
        Rank = place,
        Attributes = new long[8],
    };

    private static Candidate Fresh(int place)
    {
        Candidate candidate = Known(place);
        candidate.IsNew = true;
        return candidate;
    }

    private Reranker Of(double share)
    {
        SurfaceDefinition surface = _market.Engine.Definition.FindSurface("top")!;
        string change = string.Create(CultureInfo.InvariantCulture, $"rerank: {{ new_objects: {share} }}");
        return new Reranker(
            SurfaceChange.Read(change, surface, _market.Engine.Definition, out _)!.ApplyTo(surface));
    }
}
