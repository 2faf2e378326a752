using FsCheck;
using FsCheck.Fluent;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.Numerics;

public sealed class TopSelectorTests
{
    [Fact]
    public void Select_agrees_with_sorting_everything()
    {
        Prop.ForAll(
            ArbMap.Default.ArbFor<short[]>(),
            Gen.Choose(0, 30).ToArbitrary(),
            (raw, count) =>
            {
                float[] scores = [.. raw.Select(v => v % 9 == 0 ? float.NegativeInfinity : v % 7)];
                int[] expected =
                [
                    .. Enumerable.Range(0, scores.Length).Where(i => scores[i] > float.NegativeInfinity)
                        .OrderByDescending(i => scores[i]).ThenBy(i => i).Take(count),
                ];
                int[] indices = new int[count];
                float[] values = new float[count];
                int found = TopSelector.Select(scores, indices, values);
                return indices.AsSpan(0, found).SequenceEqual(expected)
                    && values.AsSpan(0, found).SequenceEqual(expected.Select(i => scores[i]).ToArray());
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void NaN_is_never_picked()
    {
        float[] scores = new float[40];
        Array.Fill(scores, float.NaN);
        scores[33] = 1;
        int[] indices = new int[3];
        Assert.Equal(1, TopSelector.Select(scores, indices, new float[3]));
        Assert.Equal(33, indices[0]);
    }
}
