using Souk.Core.Engine;

namespace Souk.Core.Tests.Engine;

public sealed class StateLayoutTests
{
    [Fact]
    public void Describe_NamesSizeAndFieldsInTheirOrder()
    {
        Assert.EndsWith(
            "+Plain 16|System.Int32 First|System.Int64 Second", StateLayout.Describe(typeof(Plain)),
            StringComparison.Ordinal);
        Assert.NotEqual(
            StateLayout.Describe(typeof(Plain)).Split(' ', 2)[1],
            StateLayout.Describe(typeof(Turned)).Split(' ', 2)[1]);
        Assert.Contains("Plain Inner", StateLayout.Describe(typeof(Nested)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(string))]
    [InlineData(typeof(WithText))]
    [InlineData(typeof(DayOfWeek))]
    [InlineData(typeof(int))]
    [InlineData(typeof(Span<int>))]
    public void Describe_LeavesOutWhatNoArenaHolds(Type type) => Assert.Empty(StateLayout.Describe(type));

    [Fact]
    public void Of_IsTheSameAgain_AndCoversTheCore()
    {
        Assert.NotEqual(0UL, StateLayout.Of([]));
        Assert.Equal(StateLayout.Of([]), StateLayout.Of([]));
    }

    private readonly struct Plain(int first, long second)
    {
        public readonly int First = first;
        public readonly long Second = second;
    }

    private readonly struct Turned(int first, long second)
    {
        public readonly long Second = second;
        public readonly int First = first;
    }

    private readonly struct Nested(Plain inner)
    {
        public readonly Plain Inner = inner;
    }

    private readonly struct WithText(string text)
    {
        public readonly string Text = text;
    }
}
