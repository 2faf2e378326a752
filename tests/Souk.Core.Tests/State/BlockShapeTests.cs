using System.Runtime.CompilerServices;
using Souk.Core.State;

namespace Souk.Core.Tests.State;

public sealed class BlockShapeTests
{
    [Fact]
    public void Padding_is_found_wherever_it_is()
    {
        Assert.True(BlockShape.IsPacked<Packed>());
        Assert.True(BlockShape.IsPacked<Eight>());
        Assert.True(BlockShape.IsPacked<Buffer>());
        Assert.False(BlockShape.IsPacked<Hole>());
        Assert.False(BlockShape.IsPacked<Tail>());
        Assert.False(BlockShape.IsPacked<Nested>());
    }

    private readonly record struct Packed(long A, int B, int C);

    private readonly record struct Hole(int A, long B);

    private readonly record struct Tail(long A, byte B);

    private readonly record struct Nested(Tail A, long B);

    [InlineArray(8)]
    private struct Eight
    {
        public int First;
    }

    private unsafe struct Buffer
    {
        public fixed uint Values[6];
    }
}
