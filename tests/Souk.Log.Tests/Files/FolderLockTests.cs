using System.Globalization;

namespace Souk.Log.Tests.Files;

public sealed class FolderLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_second_log_on_the_folder_is_refused_and_told_who_holds_it()
    {
        LogOptions options = new() { Folder = _folder.Path };
        using (SegmentedLog.Open(options))
        {
            LogLockedException refused = Assert.Throws<LogLockedException>(() => SegmentedLog.Open(options));
            Assert.Equal(Environment.ProcessId, refused.ProcessId);
            Assert.Contains(
                Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
                refused.Message,
                StringComparison.Ordinal);
        }

        using SegmentedLog again = SegmentedLog.Open(options);
        Assert.Equal(LogPosition.Zero, again.LastPosition);
    }

    [Fact]
    public void A_folder_whose_log_is_refused_is_free_again()
    {
        LogOptions options = new() { Folder = _folder.Path };
        string segment = Path.Combine(_folder.Path, "00000000000000000001.log");
        File.WriteAllBytes(segment, new byte[100]);
        Assert.Throws<LogCorruptedException>(() => SegmentedLog.Open(options));
        File.Delete(segment);
        using SegmentedLog log = SegmentedLog.Open(options);
        Assert.Equal(LogPosition.Zero, log.LastPosition);
    }

    [Fact]
    public void What_keeps_the_lock_from_being_written_is_not_taken_for_another_process()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights of their own there");
        string file = Path.Combine(_folder.Path, "lock");
        File.CreateSymbolicLink(file, file);
        IOException refused = Assert.ThrowsAny<IOException>(
            () => SegmentedLog.Open(new LogOptions { Folder = _folder.Path }));
        Assert.IsNotType<LogLockedException>(refused);
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_is_made_with_its_parents()
    {
        string deep = Path.Combine(_folder.Path, "a", "b");
        using SegmentedLog log = SegmentedLog.Open(new LogOptions { Folder = deep });
        Assert.True(File.Exists(Path.Combine(deep, "00000000000000000001.log")));
    }
}
