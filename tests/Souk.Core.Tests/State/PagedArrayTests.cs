using Souk.Core.State;

namespace Souk.Core.Tests.State;

public sealed class PagedArrayTests
{
    [Fact]
    public void RandomElements_EqualADictionary_ForEveryElementSize()
    {
        Compare(v => (byte)v);
        Compare(v => (ushort)v);
        Compare(v => (uint)v);
        Compare(v => (ulong)v * 31);
        Compare(v => (Int128)v * v);
        Compare(v => new Wide { First = v, Second = v + 1, Third = -v, Last = ~v });
    }

    [Fact]
    public void At_BeyondTheLimit_Throws_AndReadingThereGivesZero()
    {
        using Arena arena = new("test");
        PagedArray<ulong> array = PagedArray<ulong>.Create(arena);
        Assert.Equal(0ul, array.Get(uint.MaxValue));
        Assert.Contains(
            "limit", Assert.Throws<InsufficientMemoryException>(() => array.At(uint.MaxValue)).Message,
            StringComparison.Ordinal);
    }

    private static void Compare<T>(Func<int, T> make)
        where T : unmanaged
    {
        using Arena arena = new("test");
        PagedArray<T> array = PagedArray<T>.Create(arena);
        Dictionary<uint, T> expected = [];
        Random random = new(3);
        for (int step = 0; step < 20_000; step++)
        {
            uint index = (uint)random.Next(random.Next(2) == 0 ? 200 : 400_000);
            if (random.Next(2) == 0)
            {
                Assert.Equal(expected.GetValueOrDefault(index), array.Get(index));
                continue;
            }

            T value = make(random.Next());
            array.At(index) = value;
            expected[index] = value;
        }

        PagedArray<T> opened = PagedArray<T>.Open(arena, array.Handle);
        foreach ((uint index, T value) in expected)
        {
            Assert.Equal(value, opened.Get(index));
        }
    }

    private struct Wide
    {
        public long First;
        public long Second;
        public long Third;
        public long Last;
    }
}
