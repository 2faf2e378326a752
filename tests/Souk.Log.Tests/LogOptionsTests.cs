namespace Souk.Log.Tests;

public sealed class LogOptionsTests
{
    [Fact]
    public void Options_out_of_range_are_refused_with_the_range()
    {
        LogOptions good = new() { Folder = "unused" };
        Refused(good with { SegmentBytes = 1023 }, "1024");
        Refused(good with { SegmentBytes = (16L << 30) + 1 }, "17179869184");
        Refused(good with { MaxUnwrittenBytes = 4095 }, "4096");
        Refused(good with { MaxUnwrittenBytes = (512 << 20) + 1 }, "536870912");
        Refused(good with { Retention = new LogRetention { MaxAge = TimeSpan.FromSeconds(-1) } }, "negative");
        Refused(good with { Retention = new LogRetention { MaxBytes = -1 } }, "negative");
        Refused(good with { Retention = new LogRetention { Floor = TimeSpan.FromSeconds(-1) } }, "negative");
    }

    private static void Refused(LogOptions options, string expected) =>
        Assert.Contains(
            expected,
            Assert.Throws<ArgumentException>(() => SegmentedLog.Open(options)).Message,
            StringComparison.Ordinal);
}
