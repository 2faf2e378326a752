using Souk.Core.State;

namespace Souk.Core.Tests.State;

public sealed class SizeClassTests
{
    [Fact]
    public void EverySize_GetsTheSmallestClassThatHoldsIt_AndWastesAtMostAFifth()
    {
        for (int bytes = 1; bytes <= Arena.MaxBlockBytes; bytes++)
        {
            int sizeClass = SizeClass.For(bytes);
            int size = SizeClass.Bytes(sizeClass);
            Assert.InRange(sizeClass, 0, SizeClass.Count - 1);
            Assert.True(size >= bytes && size % 8 == 0, $"{bytes} bytes in {size}");
            Assert.True(sizeClass == 0 || SizeClass.Bytes(sizeClass - 1) < bytes, $"{bytes} bytes in {size}");
            Assert.True(size - bytes < 8 || (size - bytes) * 5 <= size, $"{bytes} bytes in {size}");
        }
    }

    [Fact]
    public void LargestWithin_NeverExceedsWhatThereIs()
    {
        for (int bytes = 8; bytes <= Arena.MaxBlockBytes; bytes += 8)
        {
            int sizeClass = SizeClass.LargestWithin(bytes);
            Assert.True(SizeClass.Bytes(sizeClass) <= bytes);
            Assert.True(sizeClass == SizeClass.Count - 1 || SizeClass.Bytes(sizeClass + 1) > bytes);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(Arena.MaxBlockBytes + 1)]
    public void For_OutsideTheRange_Throws(int bytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SizeClass.For(bytes));
}
