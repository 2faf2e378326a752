using Souk.Bench.Supervised;

namespace Souk.Bench.Tests.Supervised;

public sealed class FoldsTests
{
    [Fact]
    public void ByKey_keeps_keys_together_and_covers_all()
    {
        int[] keys = [.. Enumerable.Range(0, 1000).Select(r => r % 77)];
        int held = 0;
        foreach ((int[] train, int[] validation) in Folds.ByKey(keys, 4))
        {
            held += validation.Length;
            Assert.Equal(1000, train.Length + validation.Length);
            Assert.Empty(train.Select(r => keys[r]).Intersect(validation.Select(r => keys[r])));
            Assert.InRange(validation.Length, 100, 500);
        }

        Assert.Equal(1000, held);
    }
}
